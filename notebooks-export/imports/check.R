# Rscript check.R base|readr TABLE: the table as R reads it, as JSON (see check.py).
arguments <- commandArgs(trailingOnly = TRUE)
text <- c("runner", "commit", "run", "benchmark", "unit", "metric", "better")
table <- if (arguments[1] == "base") {
  read.csv(arguments[2], na.strings = "", colClasses = setNames(rep("character", length(text)), text), encoding = "UTF-8")
} else {
  as.data.frame(readr::read_csv(arguments[2], col_types = "ccTcciidcccii", na = "", trim_ws = FALSE, progress = FALSE))
}
columns <- lapply(table, function(column) if (is.double(column) && !inherits(column, "POSIXct")) sprintf("%a", column) else column)
types <- lapply(table, function(column) jsonlite::unbox(class(column)[1]))
cat(jsonlite::toJSON(list(types = types, columns = columns), na = "null"))
