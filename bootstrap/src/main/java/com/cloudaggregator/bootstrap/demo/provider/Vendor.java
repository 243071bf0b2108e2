package com.cloudaggregator.bootstrap.demo.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The three providers in play, each with a client that everybody may know and accounts that nobody has. */
public enum Vendor {
  ONEDRIVE("onedrive", "OneDrive", List.of(
      new DemoAccount("a11a00000000a11a", "Ana Pérez", "ana.perez@outlook.example", 12L << 30, 100L << 30),
      new DemoAccount("b22b00000000b22b", "Bruno Díaz", "bruno.diaz@outlook.example", 3L << 30, 5L << 30),
      new DemoAccount("c33c00000000c33c", "Carla Ruiz", "carla.ruiz@outlook.example", 0, 5L << 30))),
  GOOGLEDRIVE("googledrive", "Google Drive", List.of(
      new DemoAccount("100000000000000000001", "Ana Pérez", "ana.perez@gmail.example", 7L << 30, 15L << 30),
      new DemoAccount("100000000000000000002", "Bruno Díaz", "bruno.diaz@gmail.example", 1L << 30, 15L << 30),
      new DemoAccount("100000000000000000003", "Carla Ruiz", "carla.ruiz@gmail.example", 14L << 30, 15L << 30))),
  DROPBOX("dropbox", "Dropbox", List.of(
      new DemoAccount("dbid:AADemoAna-0000000000000000000000001", "Ana Pérez", "ana@mail.example", 1L << 30, 2L << 30),
      new DemoAccount("dbid:AADemoBruno-00000000000000000000002", "Bruno Díaz", "bruno@mail.example", 0, 2L << 30),
      new DemoAccount("dbid:AADemoCarla-00000000000000000000003", "Carla Ruiz", "carla@mail.example", 9, 2L << 30)));

  private final String id;
  private final String displayName;
  private final List<DemoAccount> accounts;

  Vendor(String id, String displayName, List<DemoAccount> accounts) {
    this.id = id;
    this.displayName = displayName;
    this.accounts = accounts;
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

  /** No secret at all; the demo refuses any other. */
  public String clientSecret() {
    return "demo-" + id + "-client-secret";
  }

  String displayName() {
    return displayName;
  }

  List<DemoAccount> accounts() {
    return accounts;
  }

  Optional<DemoAccount> account(String accountId) {
    return accounts.stream().filter(account -> account.id().equals(accountId)).findFirst();
  }
}
