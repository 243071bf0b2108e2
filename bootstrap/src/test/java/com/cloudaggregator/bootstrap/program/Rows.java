package com.cloudaggregator.bootstrap.program;

import com.cloudaggregator.persistence.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a database as superuser, regardless of rights and policies. */
record Rows(TestDatabase.Database database) {

  static Rows of(TestDatabase.Database database) {
    return new Rows(database);
  }

  void execute(String statement) {
    try (Connection connection = database.adminConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows with their columns joined by a bar. */
  List<String> query(String query) {
    try (Connection connection = database.adminConnection();
        Statement sql = connection.createStatement();
        ResultSet result = sql.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column : IntStream.rangeClosed(1, columns).toArray()) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
