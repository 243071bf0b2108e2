package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.util.List;

/**
 * The initial data of the demo. Ana: a OneDrive, a Dropbox whose consent was withdrawn, and the
 * notice that Ana's Google Drive was transferred. Bruno: nothing. Carla: twenty accounts in every
 * state. The data is created by the use cases and not written to the tables.
 */
final class Seed {
  private static final String ANAS_ONEDRIVE = "a11a00000000a11a";
  private static final String ANAS_GOOGLE = "100000000000000000001";
  private static final String ANAS_DROPBOX = "dbid:AADemoAna-0000000000000000000000001";
  private static final String CARLAS_ONEDRIVE = "c33c00000000c33c";

  private final UserActions users;

  Seed(UserActions users) {
    this.users = users;
  }

  void create() {
    users.connect(DemoUser.ANA, Vendor.ONEDRIVE, ANAS_ONEDRIVE);
    makeUnreachable(users.connect(DemoUser.ANA, Vendor.DROPBOX, ANAS_DROPBOX), DemoUser.ANA);
    users.connect(DemoUser.ANA, Vendor.GOOGLEDRIVE, ANAS_GOOGLE);
    users.takeOver(DemoUser.CARLA, Vendor.GOOGLEDRIVE, ANAS_GOOGLE);
    users.connect(DemoUser.CARLA, Vendor.ONEDRIVE, CARLAS_ONEDRIVE);
    for (Vendor vendor : Vendor.values()) {
      List<String> further = vendor.furtherIds();
      further.forEach(account -> users.connect(DemoUser.CARLA, vendor, account));
      makeUnreachable(found(vendor, further.getFirst()), DemoUser.CARLA);
      // Twice, so that Carla's history is longer than a page.
      disconnect(vendor, further.getLast());
      users.connect(DemoUser.CARLA, vendor, further.getLast());
      disconnect(vendor, further.getLast());
    }
  }

  private void disconnect(Vendor vendor, String account) {
    users.disconnect(found(vendor, account).id(), DemoUser.CARLA.id());
  }

  private CloudAccount found(Vendor vendor, String account) {
    return users.find(vendor, account).orElseThrow();
  }

  private void makeUnreachable(CloudAccount account, DemoUser owner) {
    UserId user = owner.id();
    users.expire(account.id(), user);
    users.withdraw(account.id(), user);
    users.use(account.id(), user);
  }
}
