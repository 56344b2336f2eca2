import Foundation
import PerfStats

/// Times complete runs of a command: each sample is one process, from start to end.
package struct WholeProcessTiming {
  var command: [String]
  var name: String
  var executions: Int
  var samples: Int
  var cooldown: Double
  var timeout: Double
  var interruption: Interruption

  package init(
    command: [String], name: String, executions: Int, samples: Int, cooldown: Double,
    timeout: Double, interruption: Interruption
  ) {
    self.command = command
    self.name = name
    self.executions = executions
    self.samples = samples
    self.cooldown = cooldown
    self.timeout = timeout
    self.interruption = interruption
  }

  package func measure(progress: (String) -> Void) throws -> PerfStats.Measurement {
    var measurement = PerfStats.Measurement(
      benchmark: name, metric: .nanoseconds, executions: [])
    for number in 1...executions {
      if number > 1 { try interruption.sleep(seconds: cooldown) }
      // One run that does not count brings the program's files into memory again.
      _ = try time()
      var values: [Double] = []
      for sample in 1...samples {
        progress("execution \(number) of \(executions), sample \(sample) of \(samples)")
        values.append(try time())
      }
      measurement.executions.append(Execution(iterations: 1, values: values))
    }
    return measurement
  }

  private func time() throws -> Double {
    try ProcessRun(command, timeout: timeout, interruption: interruption).nanoseconds
  }
}
