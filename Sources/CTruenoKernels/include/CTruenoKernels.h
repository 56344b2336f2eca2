#ifndef CTRUENOKERNELS_H
#define CTRUENOKERNELS_H
int tk_placeholder(void);
#endif
