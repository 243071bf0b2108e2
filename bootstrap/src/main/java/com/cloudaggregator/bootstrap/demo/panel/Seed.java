package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.util.List;

/**
 * What the demo begins with. Ana: a OneDrive, a Dropbox whose consent was taken back, and the notice that her Google
 * Drive was moved. Bruno: nothing. Carla: twenty accounts in every state. All of it is done, not written: each account
 * is connected at its provider, the one moved is moved, the ones out of reach were refused a refresh.
 */
final class Seed {
  private static final String ANAS_ONEDRIVE = "a11a00000000a11a";
  private static final String ANAS_GOOGLE = "100000000000000000001";
  private static final String ANAS_DROPBOX = "dbid:AADemoAna-0000000000000000000000001";
  private static final String CARLAS_ONEDRIVE = "c33c00000000c33c";

  private final People people;

  Seed(People people) {
    this.people = people;
  }

  void plant() {
    people.connect(DemoUser.ANA, Vendor.ONEDRIVE, ANAS_ONEDRIVE);
    outOfReach(people.connect(DemoUser.ANA, Vendor.DROPBOX, ANAS_DROPBOX), DemoUser.ANA);
    people.connect(DemoUser.ANA, Vendor.GOOGLEDRIVE, ANAS_GOOGLE);
    people.takeOver(DemoUser.CARLA, Vendor.GOOGLEDRIVE, ANAS_GOOGLE);
    people.connect(DemoUser.CARLA, Vendor.ONEDRIVE, CARLAS_ONEDRIVE);
    for (Vendor vendor : Vendor.values()) {
      List<String> further = vendor.furtherIds();
      further.forEach(account -> people.connect(DemoUser.CARLA, vendor, account));
      outOfReach(found(vendor, further.getFirst()), DemoUser.CARLA);
      // Twice, so that her history is longer than a page.
      letGo(vendor, further.getLast());
      people.connect(DemoUser.CARLA, vendor, further.getLast());
      letGo(vendor, further.getLast());
    }
  }

  private void letGo(Vendor vendor, String account) {
    people.disconnect(found(vendor, account).id(), DemoUser.CARLA.id());
  }

  private CloudAccount found(Vendor vendor, String account) {
    return people.find(vendor, account).orElseThrow();
  }

  private void outOfReach(CloudAccount account, DemoUser owner) {
    UserId user = owner.id();
    people.expire(account.id(), user);
    people.withdraw(account.id(), user);
    people.use(account.id(), user);
  }
}
