// Signs.

INLINE vf v_abs(vf x) { return v_andnot(v_set(-0.0f), x); }
INLINE vf v_neg(vf x) { return v_xor(v_set(-0.0f), x); }
INLINE vf v_signbit(vf x) { return v_and(v_set(-0.0f), x); }
