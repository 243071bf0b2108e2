package com.cloudaggregator.bootstrap.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced {@code sh} and {@code bash} blocks of a document, run in order by one bash, so that
 * variables set by one block are available to the next. A failing block fails the document. A block
 * that cannot be run here has a comment with the reason before its fence: {@code <!-- not run: why
 * -->}.
 */
final class ShellBlocks {
  private static final Pattern FENCE = Pattern.compile("^\\s*```(\\w*).*$");
  private static final Pattern NOT_RUN = Pattern.compile("^\\s*<!-- not run: (\\S.*\\S) -->\\s*$");
  private static final Pattern SHELL = Pattern.compile("sh|bash|shell|console");
  private static final Pattern CONFIGURATION = Pattern.compile("yaml|properties|ini|nginx|sql|js");
  private static final Pattern PLAYED_BY = Pattern.compile("^\\s*<!-- played by: (\\w+) -->\\s*$");
  private static final int SECONDS = 180;

  private final List<Block> toRun;
  private final int optedOut;
  private final List<String> players;

  /** A block with the line number of its fence. */
  record Block(int line, String text) {}

  /**
   * The result of a run.
   *
   * @param status 0 if every block succeeded
   * @param failedAt the line of the block that failed; 0 if none did
   */
  record Run(int status, int failedAt, String output) {}

  private ShellBlocks(List<Block> toRun, int optedOut, List<String> players) {
    this.toRun = List.copyOf(toRun);
    this.optedOut = optedOut;
    this.players = List.copyOf(players);
  }

  /**
   * @throws IllegalArgumentException if a fence has no language, since it is then unclear whether
   *     to run it, or if a block of configuration has neither the name of the test that plays it
   *     nor a reason why none does
   */
  static ShellBlocks of(String document) {
    List<Block> blocks = new ArrayList<>();
    List<String> players = new ArrayList<>();
    int optedOut = 0;
    List<String> lines = document.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        continue;
      }
      if (fence.group(1).isEmpty()) {
        throw new IllegalArgumentException("Line " + (i + 1) + ": a fence without a language");
      }
      int begin = i++;
      StringBuilder text = new StringBuilder();
      while (i < lines.size() && !FENCE.matcher(lines.get(i)).matches()) {
        text.append(lines.get(i++)).append('\n');
      }
      String before = begin > 0 ? lines.get(begin - 1) : "";
      if (CONFIGURATION.matcher(fence.group(1)).matches()) {
        Matcher player = PLAYED_BY.matcher(before);
        if (player.matches()) {
          players.add(player.group(1));
        } else if (!NOT_RUN.matcher(before).matches()) {
          throw new IllegalArgumentException(
              "Line " + (begin + 1) + ": which test plays this block, or why does none?");
        }
      }
      if (!SHELL.matcher(fence.group(1)).matches()) {
        continue;
      }
      if (NOT_RUN.matcher(before).matches()) {
        optedOut++;
      } else {
        blocks.add(new Block(begin + 1, text.toString()));
      }
    }
    return new ShellBlocks(blocks, optedOut, players);
  }

  int count() {
    return toRun.size();
  }

  int optedOut() {
    return optedOut;
  }

  /** The tests that play the blocks of configuration. */
  List<String> players() {
    return players;
  }

  /**
   * @param shims a directory whose programs override those of the machine
   * @param words replacements of words in the document
   */
  Run run(Path directory, Path shims, Map<String, String> environment, Map<String, String> words) {
    try {
      Path scripts = Files.createTempDirectory("shell-blocks");
      StringBuilder all = new StringBuilder("set -eo pipefail\n");
      for (Block block : toRun) {
        Path script = scripts.resolve("line-" + block.line() + ".sh");
        String text = block.text();
        for (Map.Entry<String, String> word : words.entrySet()) {
          text = text.replace(word.getKey(), word.getValue());
        }
        Files.writeString(script, text);
        all.append("echo '").append(marker(block)).append("'\n. ").append(script).append('\n');
      }
      Path output = scripts.resolve("output");
      ProcessBuilder bash =
          new ProcessBuilder("bash", "-c", all.toString())
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      bash.environment().putAll(environment);
      bash.environment().merge("PATH", shims.toString(), (path, first) -> first + ":" + path);
      Process process = bash.start();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroyForcibly().waitFor();
      }
      String written = Files.readString(output);
      int status = process.exitValue();
      return new Run(
          status,
          status == 0 ? 0 : lastBegun(written),
          ended ? written : written + "\nIt did not end.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Creates a program of this name that prints the file when it is asked for a log and fails
   * otherwise.
   */
  static void serveLog(Path shims, String name, String asked, Path log) {
    try {
      Path shim = shims.resolve(name);
      Files.writeString(
          shim,
          """
          #!/usr/bin/env bash
          # Stands in for %1$s, which the machine of the tests has nothing to ask with.
          case " $* " in
            *" %2$s "*) exec cat '%3$s' ;;
            *) echo "%1$s $*: only the log is served here" >&2; exit 64 ;;
          esac
          """
              .formatted(name, asked, log));
      Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String marker(Block block) {
    return "== line " + block.line() + " ==";
  }

  private int lastBegun(String output) {
    return toRun.reversed().stream()
        .filter(block -> output.contains(marker(block)))
        .findFirst()
        .map(Block::line)
        .orElse(0);
  }
}
