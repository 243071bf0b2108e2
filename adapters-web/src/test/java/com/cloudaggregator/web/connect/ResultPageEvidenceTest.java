package com.cloudaggregator.web.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import com.cloudaggregator.domain.event.AccountEvent.CallbackAnswer;
import com.cloudaggregator.domain.event.AccountEvent.SuccessShown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;

class ResultPageEvidenceTest {
  private static final ProviderAccountId DRIVE = ProviderAccountId.of("onedrive", "a11a");
  private static final AccountEvent NO_DIALOG = new AnswerNotShown(DRIVE, CallbackAnswer.CONFLICT);
  private static final AccountEvent NO_SUCCESS = new AnswerNotShown(DRIVE, CallbackAnswer.SUCCESS);

  private final List<AccountEvent> events = new ArrayList<>();
  private final ResultPageEvidence evidence =
      new ResultPageEvidence(new RecordCallbackPages(events::add));
  private final MockHttpSession session = new MockHttpSession();

  private MockHttpServletRequest request(String path) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setSession(session);
    request.setUserPrincipal(() -> "alice");
    return request;
  }

  private MockHttpServletRequest callback() {
    return request("/auth/onedrive/callback");
  }

  private void answer(String path, int status, @Nullable Exception failure) {
    answer(request(path), status, failure);
  }

  private void answer(MockHttpServletRequest request, int status, @Nullable Exception failure) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    response.setStatus(status);
    evidence.afterCompletion(request, response, this, failure);
  }

  /** The accounts page, written or not. */
  private void page(boolean success, @Nullable Exception failure) {
    MockHttpServletRequest request = request("/app");
    evidence.pageComposed(success, request);
    answer(request, 200, failure);
  }

  @Nested
  class OfASuccess {
    @Test
    void recordsOnlyTheFirstPageWithTheSuccessMessage() {
      evidence.expectSuccess(DRIVE, callback());

      page(true, null);
      page(true, null);

      assertThat(events).containsExactly(new SuccessShown(DRIVE, new UserId("alice")));
    }

    @Test
    void recordsNothingIfTheAddressOfTheSuccessIsOpenedWithoutACallback() {
      page(true, null);

      assertThat(events).isEmpty();
    }

    @Test
    void recordsNothingAfterAPageWithAnotherMessage() {
      evidence.expectSuccess(DRIVE, callback());

      page(false, null);
      page(true, null);

      assertThat(events).isEmpty();
    }

    @Test
    void isNotShownByAPageThatCouldNotBeWritten() {
      evidence.expectSuccess(DRIVE, callback());

      page(true, new IllegalStateException("the template is broken"));

      assertThat(events).containsExactly(NO_SUCCESS);
    }

    @Test
    void isRecordedOnceAsNotShownIfThePageFails() {
      evidence.expectSuccess(DRIVE, callback());

      answer("/app", 500, null);
      answer("/app", 500, null);

      assertThat(events).containsExactly(NO_SUCCESS);
    }

    @Test
    void isStillExpectedAfterARedirectToTheSignIn() {
      evidence.expectSuccess(DRIVE, callback());

      answer("/app", 303, null);
      page(true, null);

      assertThat(events).containsExactly(new SuccessShown(DRIVE, new UserId("alice")));
    }
  }

  @Nested
  class OfADialog {
    @Test
    void isRecordedAsNotShownIfThePageCouldNotBeWritten() {
      evidence.expectDialog(DRIVE, callback());

      answer("/app", 200, new IllegalStateException("the template is broken"));

      assertThat(events).containsExactly(NO_DIALOG);
    }

    @Test
    void isExpectedUntilThePreviewSucceeds() {
      evidence.expectDialog(DRIVE, callback());
      answer("/app", 200, null);
      answer(ResultPageEvidence.PREVIEW, 500, null);
      assertThat(events).containsExactly(NO_DIALOG);
      events.clear();

      evidence.expectDialog(DRIVE, callback());
      answer("/app", 200, null);
      answer(ResultPageEvidence.PREVIEW, 200, null);
      answer(ResultPageEvidence.PREVIEW, 500, null);

      assertThat(events).isEmpty();
    }

    /**
     * An unavailable store is reported by the health check, and an offer that is no longer valid is
     * not a failure.
     */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 404, 409, 503})
    void recordsNothingForOtherStatuses(int status) {
      evidence.expectDialog(DRIVE, callback());

      answer(ResultPageEvidence.PREVIEW, status, null);

      assertThat(events).isEmpty();
    }
  }

  @Test
  void recordsNothingWithoutASession() {
    evidence.expectSuccess(DRIVE, new MockHttpServletRequest("GET", "/auth/onedrive/callback"));

    answer("/app", 500, null);

    assertThat(events).isEmpty();
    assertThat(session.getAttributeNames().hasMoreElements()).isFalse();
  }
}
