package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.SuccessShown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.web.servlet.ModelAndView;

class ShownSuccessTest {
  private static final ProviderAccountId DRIVE = ProviderAccountId.of("onedrive", "a11a");

  private final List<AccountEvent> events = new ArrayList<>();
  private final ShownSuccess shown = new ShownSuccess(new NoteAnswers(events::add));
  private final MockHttpSession session = new MockHttpSession();

  private MockHttpServletRequest request() {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/app");
    request.setSession(session);
    request.setUserPrincipal(() -> "alice");
    return request;
  }

  private void page(@Nullable String code, @Nullable Exception failure) {
    MockHttpServletRequest request = request();
    ModelAndView page = new ModelAndView("app");
    page.addObject("message", code == null ? null : new AppPage.Message(code, "good", "…", false));
    shown.postHandle(request, new MockHttpServletResponse(), this, page);
    shown.afterCompletion(request, new MockHttpServletResponse(), this, failure);
  }

  @Test
  void theFirstPageThatSaysSoIsToldAndNoOther() {
    ShownSuccess.expect(DRIVE, request());

    page("connected", null);
    page("connected", null);

    assertThat(events).containsExactly(new SuccessShown(DRIVE, new UserId("alice")));
  }

  @Test
  void whoOnlyOpensTheAddressOfASuccessProvesNothing() {
    page("connected", null);

    assertThat(events).isEmpty();
  }

  @Test
  void aPageThatSaysSomethingElseUsesTheMarkUp() {
    ShownSuccess.expect(DRIVE, request());

    page(null, null);
    page("connected", null);

    assertThat(events).isEmpty();
  }

  @Test
  void aPageThatCouldNotBeWrittenSaidNothing() {
    ShownSuccess.expect(DRIVE, request());

    page("connected", new IllegalStateException("the template is broken"));

    assertThat(events).isEmpty();
  }

  @Test
  void withoutASessionThePageIsSomebodyElses() {
    ShownSuccess.expect(DRIVE, new MockHttpServletRequest("GET", "/auth/onedrive/callback"));

    assertThat(session.getAttributeNames().hasMoreElements()).isFalse();
  }
}
