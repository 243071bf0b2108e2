package com.cloudaggregator.bench.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Figures of the kernel about processes: proc(5). */
public final class Processes {
  /** Clock ticks per second, the same on every Linux of today. */
  private static final double TICKS = 100;

  private Processes() {}

  /** Seconds of CPU time of a process and all its descendants, including those that have ended. */
  public static double cpuSeconds(long pid) {
    return tree(pid).mapToLong(Processes::ticks).sum() / TICKS;
  }

  public static long residentMegabytes(long pid) {
    return tree(pid).mapToLong(Processes::residentKilobytes).sum() / 1024;
  }

  private static Stream<Long> tree(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .map(ProcessHandle::pid);
  }

  private static long ticks(long pid) {
    String stat = read(pid, "stat");
    // The second field is the name, in parentheses; utime, stime, cutime, cstime are 14 to 17.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
    long ticks = 0;
    for (int field = 14; field <= 17 && fields.length > 14; field++) {
      ticks += Long.parseLong(fields[field - 3]);
    }
    return ticks;
  }

  private static long residentKilobytes(long pid) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  /** Empty if the process has ended. */
  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), file));
    } catch (IOException ended) {
      return "";
    }
  }
}
