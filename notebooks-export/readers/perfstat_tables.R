# Reads a table of `perfstat export csv` with the types that datapackage.json beside it states.
#
#   source("perfstat_tables.R")
#   samples <- perfstat_table("tables/samples.csv")
#
# Texts stay texts, outer spaces included; an empty cell is NA. Needs the package jsonlite.
perfstat_table <- function(path) {
  package <- jsonlite::fromJSON(file.path(dirname(path), "datapackage.json"), simplifyVector = FALSE)
  resource <- Filter(function(r) r$path == basename(path), package$resources)
  if (length(resource) != 1) stop(path, ": not in datapackage.json beside it")
  fields <- resource[[1]]$schema$fields
  kinds <- vapply(fields, function(f) f$type, "")
  names(kinds) <- vapply(fields, function(f) f$name, "")
  # Integers beyond 2^31 (indices) do not fit R's own.
  classes <- c(string = "character", number = "numeric", integer = "numeric", boolean = "character", datetime = "character")
  # Named by column: names that are no columns would be passed over.
  types <- classes[kinds]
  names(types) <- names(kinds)
  table <- read.csv(path, colClasses = types, na.strings = "", check.names = FALSE, strip.white = FALSE, encoding = "UTF-8")
  for (name in names(kinds)[kinds == "boolean"]) table[[name]] <- table[[name]] == "true"
  for (name in names(kinds)[kinds == "datetime"]) {
    table[[name]] <- as.POSIXct(table[[name]], format = "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")
  }
  table
}
