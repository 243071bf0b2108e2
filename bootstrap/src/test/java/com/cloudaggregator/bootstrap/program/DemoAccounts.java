package com.cloudaggregator.bootstrap.program;

/** The accounts of the demo providers: the choice on the consent page and the resulting id. */
final class DemoAccounts {
  static final String ANA_ONEDRIVE = "a11a00000000a11a";
  static final String ANA_ONEDRIVE_ID = ANA_ONEDRIVE;
  static final String BRUNO_ONEDRIVE = "b22b00000000b22b";
  static final String ANA_GOOGLE = "100000000000000000001";
  static final String ANA_GOOGLE_ID = ANA_GOOGLE;
  static final String ANA_DROPBOX = "dbid:AADemoAna-0000000000000000000000001";
  static final String ANA_DROPBOX_ID = ANA_DROPBOX;

  private DemoAccounts() {}
}
