import CDistributions
import COpenBLAS
import RealModule
public func a() -> Double { ps_t_upper_tail(2, 3) + Double(openblas_get_num_threads()) }
