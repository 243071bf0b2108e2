package com.cloudaggregator.bootstrap.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The texts of the program in one language, from its message files. */
final class MessageTexts {
  private static final List<String> FILES = List.of("messages", "errors", "api", "ops", "demo");
  private static final Pattern PLACE = Pattern.compile("\\{\\d+}");

  private final Properties texts;
  private final Set<String> sentences;
  private final List<Pattern> patterns;

  private MessageTexts(Properties texts) {
    this.texts = texts;
    this.sentences =
        texts.values().stream()
            .map(String::valueOf)
            .filter(text -> !text.contains("{"))
            .map(MessageTexts::oneLine)
            .collect(Collectors.toSet());
    this.patterns =
        texts.values().stream()
            .map(String::valueOf)
            .filter(text -> PLACE.matcher(text).find() && !text.contains(",choice,"))
            .map(MessageTexts::pattern)
            .toList();
  }

  static MessageTexts english() {
    return new MessageTexts(read(""));
  }

  static MessageTexts spanish() {
    return new MessageTexts(read("_es"));
  }

  /** The captured parts of the keys that match this pattern. */
  Set<String> named(String form) {
    Pattern key = Pattern.compile(form);
    var found = new TreeSet<String>();
    for (String name : texts.stringPropertyNames()) {
      Matcher matcher = key.matcher(name);
      if (matcher.matches()) {
        found.add(matcher.group(1));
      }
    }
    return found;
  }

  /** Whether the text occurs in this language and in no other. */
  boolean sayAlone(String text, MessageTexts other) {
    return say(text) && !other.say(text);
  }

  private boolean say(String text) {
    String line = oneLine(text);
    return sentences.contains(line)
        || patterns.stream().anyMatch(pattern -> pattern.matcher(line).matches());
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /**
   * A placeholder matches any text. A message that has only placeholders is skipped, since it would
   * match everything.
   */
  private static Pattern pattern(String text) {
    var pattern = new StringBuilder();
    var said = new HashSet<String>();
    for (String part : PLACE.split(oneLine(text).replace("''", "'"), -1)) {
      if (!pattern.isEmpty() || !said.isEmpty()) {
        pattern.append(".+");
      }
      said.add(part);
      pattern.append(Pattern.quote(part));
    }
    return String.join("", said).isBlank()
        ? Pattern.compile("(?!)")
        : Pattern.compile(pattern.toString());
  }

  private static Properties read(String language) {
    var texts = new Properties();
    for (String file : FILES) {
      String name = "/" + file + language + ".properties";
      try (InputStream in =
          Objects.requireNonNull(MessageTexts.class.getResourceAsStream(name), name)) {
        texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return texts;
  }
}
