// The product of row-major matrices, LANES columns and eight rows of the result at a time: eight
// independent chains of additions over the inner index, each element's in order.

#define MATRIX_ROWS 8

INLINE void multiply_rows(float *out, const float *a, const float *b, size_t rows, size_t inner,
                          size_t columns, size_t width) {
  vf s[MATRIX_ROWS];
  for (size_t r = 0; r < rows; r++) s[r] = v_set(0);
  for (size_t k = 0; k < inner; k++) {
    vf y = width < LANES ? v_load_part(b + k * columns, width, 0) : v_load(b + k * columns);
    for (size_t r = 0; r < rows; r++) s[r] = v_muladd(v_set(a[r * inner + k]), y, s[r]);
  }
  for (size_t r = 0; r < rows; r++) {
    if (width < LANES) v_store_part(out + r * columns, s[r], width);
    else v_store(out + r * columns, s[r]);
  }
}

static void multiply(float *out, const float *a, const float *b, size_t rows, size_t inner,
                     size_t columns) {
  for (size_t j = 0; j < columns; j += LANES) {
    size_t width = columns - j < LANES ? columns - j : LANES, i = 0;
    if (width == LANES) {
      for (; i + MATRIX_ROWS <= rows; i += MATRIX_ROWS) {
        multiply_rows(out + i * columns + j, a + i * inner, b + j, MATRIX_ROWS, inner, columns, LANES);
      }
      for (; i < rows; i++) {
        multiply_rows(out + i * columns + j, a + i * inner, b + j, 1, inner, columns, LANES);
      }
    }
    for (; i + MATRIX_ROWS <= rows; i += MATRIX_ROWS) {
      multiply_rows(out + i * columns + j, a + i * inner, b + j, MATRIX_ROWS, inner, columns, width);
    }
    for (; i < rows; i++) {
      multiply_rows(out + i * columns + j, a + i * inner, b + j, 1, inner, columns, width);
    }
  }
}
