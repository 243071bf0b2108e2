package com.cloudaggregator.bootstrap.demo.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The three demo providers, each with a public client and invented accounts. */
public enum Vendor {
  ONEDRIVE(
      "onedrive",
      "OneDrive",
      List.of(
          new DemoAccount(
              "a11a00000000a11a", "Ana Pérez", "ana.perez@outlook.example", 12L << 30, 100L << 30),
          new DemoAccount(
              "b22b00000000b22b", "Bruno Díaz", "bruno.diaz@outlook.example", 3L << 30, 5L << 30),
          new DemoAccount(
              "c33c00000000c33c", "Carla Ruiz", "carla.ruiz@outlook.example", 0, 5L << 30)),
      "c33c0000000000%02d",
      "carla.%02d@outlook.example"),
  GOOGLEDRIVE(
      "googledrive",
      "Google Drive",
      List.of(
          new DemoAccount(
              "100000000000000000001", "Ana Pérez", "ana.perez@gmail.example", 7L << 30, 15L << 30),
          new DemoAccount(
              "100000000000000000002",
              "Bruno Díaz",
              "bruno.diaz@gmail.example",
              1L << 30,
              15L << 30),
          new DemoAccount(
              "100000000000000000003",
              "Carla Ruiz",
              "carla.ruiz@gmail.example",
              14L << 30,
              15L << 30)),
      "1000000000000000003%02d",
      "carla.%02d@gmail.example"),
  DROPBOX(
      "dropbox",
      "Dropbox",
      List.of(
          new DemoAccount(
              "dbid:AADemoAna-0000000000000000000000001",
              "Ana Pérez",
              "ana@mail.example",
              1L << 30,
              2L << 30),
          new DemoAccount(
              "dbid:AADemoBruno-00000000000000000000002",
              "Bruno Díaz",
              "bruno@mail.example",
              0,
              2L << 30),
          new DemoAccount(
              "dbid:AADemoCarla-00000000000000000000003",
              "Carla Ruiz",
              "carla@mail.example",
              9,
              2L << 30)),
      "dbid:AADemoCarla-000000000000000000001%02d",
      "carla.%02d@mail.example");

  private static final int FURTHER = 6;

  private final String id;
  private final String displayName;
  private final List<DemoAccount> accounts;
  private final List<DemoAccount> further;

  /**
   * @param furtherId a format for ids of further accounts; takes a two-digit number from 1
   * @param furtherEmail a format for their e-mail addresses, likewise
   */
  Vendor(
      String id,
      String displayName,
      List<DemoAccount> accounts,
      String furtherId,
      String furtherEmail) {
    this.id = id;
    this.displayName = displayName;
    this.accounts = accounts;
    this.further =
        IntStream.rangeClosed(1, FURTHER)
            .mapToObj(
                number ->
                    new DemoAccount(
                        furtherId.formatted(number),
                        "Carla Ruiz",
                        furtherEmail.formatted(number),
                        1L << 20 << number,
                        2L << 30))
            .toList();
  }

  public static Optional<Vendor> of(String id) {
    return Arrays.stream(values()).filter(vendor -> vendor.id.equals(id)).findFirst();
  }

  public String id() {
    return id;
  }

  public String clientId() {
    return "demo-" + id + "-client";
  }

  /** A public value; the demo accepts no other client secret. */
  public String clientSecret() {
    return "demo-" + id + "-client-secret";
  }

  public String displayName() {
    return displayName;
  }

  /** The ids of Carla's further accounts, which fill a long list. */
  public List<String> furtherIds() {
    return further.stream().map(DemoAccount::id).toList();
  }

  /** The accounts that every user can choose. */
  List<DemoAccount> accounts() {
    return accounts;
  }

  /**
   * The accounts to choose from when one is to be reconnected: of the further ones only that one,
   * since the long list would hide the others.
   */
  List<DemoAccount> accounts(String hint) {
    return Stream.concat(
            accounts.stream(), further.stream().filter(account -> account.email().equals(hint)))
        .toList();
  }

  int number(DemoAccount account) {
    return Stream.concat(accounts.stream(), further.stream()).toList().indexOf(account);
  }

  Optional<DemoAccount> account(String accountId) {
    return Stream.concat(accounts.stream(), further.stream())
        .filter(account -> account.id().equals(accountId))
        .findFirst();
  }
}
