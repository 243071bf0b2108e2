package com.cloudaggregator.domain.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import org.junit.jupiter.api.Test;

/** An event knows the provider of its account. */
class AccountEventTest {
  @Test
  void hasTheProviderOfItsAccount() {
    ProviderAccountId drive = ProviderAccountId.of("onedrive", "62c0cfcdf8b5bc8c");

    assertThat(new DuplicateAccount(drive, "uniq_cloud_provider_accounts_global").provider())
        .isEqualTo(drive.provider());
  }
}
