/// Version of the program, as `perfstat --version` prints it.
package let perfstatVersion = "0.1.0"
