package com.cloudaggregator.application.notice;

import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A mail server that accepts everything. */
public final class ScriptedMailServer implements MailServer {
  private final boolean configured;
  private final List<LossMail> sent = new ArrayList<>();

  public ScriptedMailServer(boolean configured) {
    this.configured = configured;
  }

  public List<LossMail> sent() {
    return List.copyOf(sent);
  }

  @Override
  public boolean isConfigured() {
    return configured;
  }

  @Override
  public DeliveryResult send(UUID event, LossMail mail) {
    sent.add(mail);
    return new DeliveryResult.Accepted("250");
  }
}
