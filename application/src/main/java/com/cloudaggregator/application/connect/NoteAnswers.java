package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.Answer;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import com.cloudaggregator.domain.event.AccountEvent.SuccessShown;
import com.cloudaggregator.domain.event.AccountEvent.UnlistedAnswer;

/** Takes down what only the edge of the program can see of a callback's answer. */
public final class NoteAnswers {
  /** In place of an account's id where the answer names none; no provider's id looks so. */
  private static final String NO_ACCOUNT = "-";

  private final AccountEvents events;

  public NoteAnswers(AccountEvents events) {
    this.events = events;
  }

  /** The page told the owner that the account, whose duplicate he had met, is connected. */
  public void successShown(ProviderAccountId account, UserId owner) {
    events.publish(new SuccessShown(account, owner));
  }

  /** The page that was to say so failed. */
  public void successNotShown(ProviderAccountId account) {
    events.publish(new AnswerNotShown(account, Answer.SUCCESS));
  }

  /** The page that was to open the dialog of an offer failed, or the look at the offer did. */
  public void dialogNotShown(ProviderAccountId account) {
    events.publish(new AnswerNotShown(account, Answer.CONFLICT));
  }

  /** A callback of this provider was about to answer with what is no outcome of it. */
  public void unlisted(Provider provider) {
    events.publish(new UnlistedAnswer(new ProviderAccountId(provider, NO_ACCOUNT)));
  }
}
