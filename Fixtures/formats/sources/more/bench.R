file <- commandArgs(trailingOnly = TRUE)[1]
results <- bench::mark(
  plain = sum(1:1000), `a, "b"` = sort(runif(1000)), iterations = 20, check = FALSE)
columns <- c(
  "expression", "min", "median", "itr/sec", "mem_alloc", "gc/sec", "n_itr", "n_gc", "total_time")
table <- as.data.frame(results[, columns])
table$expression <- as.character(table$expression)
write.csv(table, file, row.names = FALSE)
