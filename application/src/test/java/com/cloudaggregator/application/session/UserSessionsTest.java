package com.cloudaggregator.application.session;

import static com.cloudaggregator.application.port.Samples.alice;
import static com.cloudaggregator.application.port.Samples.bob;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.InMemorySessionEnds;
import org.junit.jupiter.api.Test;

class UserSessionsTest {
  private final InMemorySessionEnds ends = new InMemorySessionEnds(new CountedIds());
  private final UserSessions sessions = new UserSessions(ends);

  @Test
  void endsEverySessionOfBeforeAndNoneOfAfter() {
    String first = sessions.begin(alice());
    sessions.endAll(alice());
    String second = sessions.begin(alice());

    assertThat(sessions.stands(alice(), first)).isFalse();
    assertThat(sessions.stands(alice(), second)).isTrue();

    sessions.endAll(alice());
    String third = sessions.begin(alice());

    assertThat(sessions.stands(alice(), first)).isFalse();
    assertThat(sessions.stands(alice(), second)).isFalse();
    assertThat(sessions.stands(alice(), third)).isTrue();
  }

  @Test
  void endsNobodyElsesSession() {
    String bobs = sessions.begin(bob());

    sessions.endAll(alice());

    assertThat(sessions.stands(bob(), bobs)).isTrue();
  }

  /** Of before there are none any more by then; those of after live on, and the next end is in effect. */
  @Test
  void letsTheSessionsOfAfterLiveWhenTheEndIsForgotten() {
    sessions.endAll(alice());
    String after = sessions.begin(alice());
    ends.forget(alice());

    assertThat(sessions.stands(alice(), after)).isTrue();
    sessions.endAll(alice());
    assertThat(sessions.stands(alice(), after)).isFalse();
  }

  @Test
  void knowsNoSessionThatKeptNothingWhenItBegan() {
    assertThat(sessions.stands(alice(), null)).isFalse();
  }
}
