import GRDB
import PerfStats
