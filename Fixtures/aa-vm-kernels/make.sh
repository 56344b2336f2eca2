#!/bin/sh
# Makes jobs.csv.gz of the full measurement (dataset,runner,benchmark,run,iteration,value_ns with
# run = j<job>e<execution>): batched samples only, the first ten of each execution, executions as a
# column. Usage: make.sh aa-vm-kernels.csv.gz > jobs.csv.gz
set -eu
{
  echo "runner,run,benchmark,execution,iteration,value_ns"
  gzip -dc "$1" | awk -F, '$1 == "vm-batched" && $5 < 10 {
    split(substr($4, 2), part, "e"); print $2 ",j" part[1] "," $3 "," part[2] "," $5 "," $6 }'
} | gzip -9n
