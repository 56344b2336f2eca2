// The sum of floats with what its roundings lose.

// Each lane keeps the sum and what its roundings lost (Knuth's TwoSum); both are added up in double.
static float kernel_sumCompensated(const float *a, const float *b, size_t n) {
  vf s[ACCUMULATORS], lost[ACCUMULATORS];
  for (int k = 0; k < ACCUMULATORS; k++) s[k] = lost[k] = v_set(0);
  for (size_t i = 0; i < n;) {
    for (int k = 0; k < ACCUMULATORS && i < n; k++, i += LANES) {
      vf x = n - i < LANES ? v_load_part(a + i, n - i, 0) : v_load(a + i);
      vf t = v_add(s[k], x), x_part = v_sub(t, s[k]);
      vf error = v_add(v_sub(s[k], v_sub(t, x_part)), v_sub(x, x_part));
      lost[k] = v_add(lost[k], error);
      s[k] = t;
    }
  }
  vd both = d_add(d_wide(s[0]), d_wide(lost[0]));
  for (int k = 1; k < ACCUMULATORS; k++) both = d_add(both, d_add(d_wide(s[k]), d_wide(lost[k])));
  double total[LANES];
  d_store(total, both);
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int j = 0; j < width; j++) total[j] += total[j + width];
  }
  return isfinite(total[0]) ? (float)total[0] : kernel_sum(a, b, n);  // infinity - infinity spoils lost
}
