package com.cloudaggregator.application;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Part of a list that is read with a cursor.
 *
 * @param <T> what is listed
 * @param <C> identifies an item, so that the next slice can start after it
 * @param items in the order of the list
 * @param next the cursor to pass as {@code after} to read the next slice; empty if this is the last
 *     one
 */
public record Slice<T, C>(List<T> items, Optional<C> next) {

  public Slice {
    items = List.copyOf(items);
  }

  /**
   * Reads {@code limit + 1} rows, so that the extra row shows whether there is another slice
   * without a second query.
   *
   * @param limit maximum number of items, at least 1
   * @param read reads up to the given number of rows
   * @param cursor the cursor of an item
   */
  public static <T, C> Slice<T, C> read(
      int limit, IntFunction<List<T>> read, Function<T, C> cursor) {
    List<T> rows = read.apply(limit + 1);
    return rows.size() <= limit
        ? new Slice<>(rows, Optional.empty())
        : new Slice<>(rows.subList(0, limit), Optional.of(cursor.apply(rows.get(limit - 1))));
  }
}
