package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudaggregator.client.ApiClient;
import com.cloudaggregator.client.ApiException;
import com.cloudaggregator.client.api.AccessTokenApi;
import com.cloudaggregator.client.api.AccountApi;
import com.cloudaggregator.client.api.ConnectionApi;
import com.cloudaggregator.client.api.NoticeApi;
import com.cloudaggregator.client.api.OpsApi;
import com.cloudaggregator.client.api.TransferApi;
import com.cloudaggregator.client.model.DisconnectAccountRequest;
import com.cloudaggregator.client.model.TransferOwnershipRequest;
import java.net.URI;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

/** The README's story with a client generated from {@code docs/openapi.yaml} only. */
class ClientIT {

  /** A user of the generated client, with the browser that opens the provider's page. */
  private record Person(ApiClient client, Browser browser) {

    static Person of(Program program, String user, String role) {
      Browser browser = new Browser(program.base(), null);
      ApiClient client = new ApiClient();
      client.updateBaseUri(program.base().toString());
      client.setHttpClientBuilder(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .cookieHandler(browser.cookies()));
      client.setRequestInterceptor(
          request -> request.setHeader("Authorization", "Bearer " + Program.bearer(user, role)));
      return new Person(client, browser);
    }

    String connects(String account) throws ApiException {
      URI provider =
          new ConnectionApi(client).startConnection("onedrive", "connect", null).getUrl();
      return Browser.location(browser.follow(browser.consent(provider, account, "allow")));
    }
  }

  @Test
  void playsTheStory() throws ApiException {
    try (Program program = Program.start()) {
      Person ana = Person.of(program, "ana", "authenticated");
      Person bruno = Person.of(program, "bruno", "authenticated");
      assertThat(ana.connects(DemoAccounts.ANA_ONEDRIVE)).contains("connection=success");
      var anas = new AccountApi(ana.client()).listAccounts(50, null);
      assertThat(anas.getAccounts())
          .singleElement()
          .satisfies(
              account -> {
                assertThat(account.getProviderAccountId()).isEqualTo(DemoAccounts.ANA_ONEDRIVE_ID);
                assertThat(account.getStatus()).isEqualTo("connected");
                assertThat(account.getReason()).isNull();
              });
      assertThat(anas.getSummary().getConnected()).isEqualTo(1);
      var id = anas.getAccounts().getFirst().getId();
      assertThat(new AccessTokenApi(ana.client()).getAccessToken(id.toString()).getTokenType())
          .isEqualTo("Bearer");

      String conflict = bruno.connects(DemoAccounts.ANA_ONEDRIVE);
      assertThat(conflict).contains("error=ownership_conflict");
      var offer =
          new TransferOwnershipRequest()
              .transferToken(
                  conflict.substring(
                      conflict.indexOf("#transfer_token=") + "#transfer_token=".length()));
      var preview = new TransferApi(bruno.client()).previewTransfer(offer);
      assertThat(preview.getProvider()).isEqualTo("onedrive");
      assertThat(preview.getAlreadyYours()).isFalse();
      var stolen =
          catchThrowableOfType(
              ApiException.class, () -> new TransferApi(ana.client()).transferOwnership(offer));
      assertThat(stolen.getCode()).isEqualTo(403);
      assertThat(stolen.getResponseBody()).contains("\"code\":\"transfer_token_other_user\"");
      assertThat(new TransferApi(bruno.client()).transferOwnership(offer).getIdempotent())
          .isFalse();
      assertThat(new TransferApi(bruno.client()).transferOwnership(offer).getIdempotent()).isTrue();

      var notices = new NoticeApi(ana.client()).listNotices(null, null);
      assertThat(notices.getEvents())
          .singleElement()
          .satisfies(notice -> assertThat(notice.getAccountLabel()).startsWith("ana.p•••"));
      assertThat(
              new NoticeApi(ana.client())
                  .acknowledgeNotice(notices.getEvents().getFirst().getId().toString())
                  .getSuccess())
          .isTrue();
      assertThat(new AccountApi(ana.client()).listAccounts(null, null).getAccounts()).isEmpty();

      var receipt =
          new AccountApi(bruno.client())
              .disconnectAccount(new DisconnectAccountRequest().accountId(id.toString()));
      assertThat(receipt.getAccountId()).isEqualTo(id);

      var operator = new OpsApi(Person.of(program, "olga", "operator").client());
      assertThat(operator.readVerification().getCriteria()).isNotEmpty();
      assertThat(
              operator
                  .inspectAccounts("onedrive", DemoAccounts.ANA_ONEDRIVE_ID, null, null, null)
                  .getHistory())
          .hasSize(3);
    }
  }
}
