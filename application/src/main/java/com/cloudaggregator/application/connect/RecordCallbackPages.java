package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import com.cloudaggregator.domain.event.AccountEvent.CallbackAnswer;
import com.cloudaggregator.domain.event.AccountEvent.SuccessShown;
import com.cloudaggregator.domain.event.AccountEvent.UnlistedAnswer;

/** Records which pages the browser was shown after a callback. Only the web adapter knows this. */
public final class RecordCallbackPages {
  /** Stands for an account's id if the redirect names none. No provider uses it as an id. */
  private static final String NO_ACCOUNT = "-";

  private final AccountEvents events;

  public RecordCallbackPages(AccountEvents events) {
    this.events = events;
  }

  /** The page told the owner that the account, whose duplicate they had met, is connected. */
  public void recordSuccessShown(ProviderAccountId account, UserId owner) {
    events.publish(new SuccessShown(account, owner));
  }

  /** The page that should report the success failed. */
  public void recordSuccessNotShown(ProviderAccountId account) {
    events.publish(new AnswerNotShown(account, CallbackAnswer.SUCCESS));
  }

  /** The page that should open the transfer dialog failed, or the preview of the offer did. */
  public void recordDialogNotShown(ProviderAccountId account) {
    events.publish(new AnswerNotShown(account, CallbackAnswer.CONFLICT));
  }

  /** A callback of this provider was about to redirect to an outcome that is not on the list. */
  public void recordUnlistedAnswer(Provider provider) {
    events.publish(new UnlistedAnswer(new ProviderAccountId(provider, NO_ACCOUNT)));
  }
}
