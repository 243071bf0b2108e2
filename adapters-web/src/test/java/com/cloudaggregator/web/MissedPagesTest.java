package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.Answer;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;

class MissedPagesTest {
  private static final ProviderAccountId DRIVE = ProviderAccountId.of("onedrive", "a11a");
  private static final AccountEvent NO_DIALOG = new AnswerNotShown(DRIVE, Answer.CONFLICT);

  private final List<AccountEvent> events = new ArrayList<>();
  private final MissedPages pages = new MissedPages(new NoteAnswers(events::add));
  private final MockHttpSession session = new MockHttpSession();

  private MockHttpServletRequest request(String path) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setSession(session);
    return request;
  }

  private void answered(String path, int status, @Nullable Exception failure) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    response.setStatus(status);
    pages.afterCompletion(request(path), response, this, failure);
  }

  @Test
  void aPageOfASuccessThatFailsIsTold() {
    MissedPages.expectSuccess(DRIVE, request("/auth/onedrive/callback"));

    answered("/app", 500, null);
    answered("/app", 500, null);

    assertThat(events).containsExactly(new AnswerNotShown(DRIVE, Answer.SUCCESS));
  }

  @Test
  void aPageThatCouldNotBeWrittenIsTold() {
    MissedPages.expectDialog(DRIVE, request("/auth/onedrive/callback"));

    answered("/app", 200, new IllegalStateException("the template is broken"));

    assertThat(events).containsExactly(NO_DIALOG);
  }

  @Test
  void theLookAtTheOfferCountsUntilItHasComeThrough() {
    MissedPages.expectDialog(DRIVE, request("/auth/onedrive/callback"));
    answered("/app", 200, null);
    answered(MissedPages.PREVIEW, 500, null);
    assertThat(events).containsExactly(NO_DIALOG);
    events.clear();

    MissedPages.expectDialog(DRIVE, request("/auth/onedrive/callback"));
    answered("/app", 200, null);
    answered(MissedPages.PREVIEW, 200, null);
    answered(MissedPages.PREVIEW, 500, null);

    assertThat(events).isEmpty();
  }

  /** Nobody waits twice for a store that is away; and an offer that does not stand any more is no failure. */
  @ParameterizedTest
  @ValueSource(ints = {200, 400, 403, 404, 409, 503})
  void anyOtherAnswerIsNone(int status) {
    MissedPages.expectDialog(DRIVE, request("/auth/onedrive/callback"));

    answered(MissedPages.PREVIEW, status, null);

    assertThat(events).isEmpty();
  }

  @Test
  void withoutAMarkAFailureTellsNothingOfADuplicate() {
    MissedPages.expectSuccess(DRIVE, new MockHttpServletRequest("GET", "/auth/onedrive/callback"));

    answered("/app", 500, null);

    assertThat(events).isEmpty();
    assertThat(session.getAttributeNames().hasMoreElements()).isFalse();
  }
}
