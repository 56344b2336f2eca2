# Benchmarks with R and ggplot2, from nothing but the tables in ../data.
#   Rscript notebooks-export/r/perfstat.R
library(ggplot2)

data <- function(name) read.csv(file.path("notebooks-export/data", paste0(name, ".csv")))
save <- function(name, plot, height = 3.4) {
  ggsave(file.path("notebooks-export/figures", name), plot, width = 9, height = height, dpi = 80)
}
theme_set(theme_minimal(base_size = 11) + theme(panel.grid.minor = element_blank()))
colours <- c(fail = "#d55e00", warn = "#e69f00", improved = "#0072b2", pass = "#009e73", inconclusive = "#777777")

samples <- data("samples")
stopifnot(is.numeric(samples$value), !anyNA(samples$value), is.integer(samples$execution))

one <- samples[samples$benchmark == "dot/AVX2/1000", ]
one$job <- match(one$run, unique(one$run[order(one$date)]))
save("r-samples.png", ggplot(one, aes(factor(job), value, colour = factor(execution))) +
  geom_point(position = position_dodge(width = 0.7), size = 0.7, alpha = 0.7) +
  scale_colour_brewer(palette = "Set2", name = "execution") +
  labs(x = "job", y = paste("dot/AVX2/1000,", one$unit[1]), title = "Every raw sample"))

compared <- data("comparisons")
compared <- compared[!is.na(compared$ratio), ]
save("r-intervals.png", ggplot(compared, aes(100 * (ratio - 1), reorder(benchmark, ratio), colour = verdict)) +
  geom_vline(xintercept = c(0, 2, 5), linetype = c("solid", "dotted", "dashed"), linewidth = 0.3) +
  geom_segment(aes(x = 100 * (lower - 1), xend = 100 * (upper - 1), yend = reorder(benchmark, ratio))) +
  geom_point(size = 1.5) + scale_colour_manual(values = colours) +
  labs(x = "change of cost, %", y = NULL, title = "95 % intervals"), height = 6)

noise <- data("noise")
save("r-noise.png", ggplot(noise, aes(10^log10_duration_ns)) +
  geom_segment(aes(y = 100 * sd, yend = 100 * moderated_sd, xend = 10^log10_duration_ns), arrow = arrow(length = unit(0.06, "in")), colour = "#0072b2") +
  geom_point(aes(y = 100 * sd), colour = "#0072b2", size = 1) + geom_line(aes(y = 100 * prior_sd), colour = "#777777") +
  scale_x_log10() + scale_y_log10() + labs(x = "duration, ns", y = "SD between jobs, %", title = "Noise model of the runner"))
