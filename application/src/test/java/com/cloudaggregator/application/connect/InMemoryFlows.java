package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps flows in memory and returns tickets for them. */
public final class InMemoryFlows implements AuthorizationFlows {
  private final Map<String, AuthorizationFlow> tickets = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  private record Answer(StateHash state, Secret response, Secret answer) {}

  @Override
  public Secret seal(AuthorizationFlow flow) {
    String ticket = StateHash.of(new Secret("flow " + count.incrementAndGet())).hex();
    tickets.put(ticket, flow);
    return new Secret(ticket);
  }

  @Override
  public Optional<AuthorizationFlow> open(Secret sealed) {
    return Optional.ofNullable(tickets.get(sealed.reveal()));
  }

  @Override
  public Secret sealAnswer(StateHash state, Secret response, Secret answer) {
    String ticket = StateHash.of(new Secret("answer " + count.incrementAndGet())).hex();
    answers.put(ticket, new Answer(state, response, answer));
    return new Secret(ticket);
  }

  @Override
  public Optional<Secret> openAnswer(StateHash state, Secret response, Secret sealed) {
    return Optional.ofNullable(answers.get(sealed.reveal()))
        .filter(kept -> kept.state().equals(state) && kept.response().equals(response))
        .map(Answer::answer);
  }
}
