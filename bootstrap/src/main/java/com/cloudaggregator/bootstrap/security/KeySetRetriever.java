package com.cloudaggregator.bootstrap.security;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the users' key set from its configured address and no other: a redirect is not followed. Bounded in bytes and
 * by one deadline for the whole call, since a time-out of each read alone lets a set that drips go on for hours.
 */
final class KeySetRetriever extends DefaultResourceRetriever {
  private static final int MAX_BYTES = 100 * 1024;

  private final long deadlineMillis;

  KeySetRetriever(Duration deadline) {
    super(Math.toIntExact(deadline.toMillis()), Math.toIntExact(deadline.toMillis()), MAX_BYTES);
    this.deadlineMillis = deadline.toMillis();
  }

  @Override
  protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
    HttpURLConnection connection = super.openHTTPConnection(url);
    connection.setInstanceFollowRedirects(false);
    return connection;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    var answer = new FutureTask<>(() -> super.retrieveResource(url));
    Thread reader = Thread.ofVirtual().name("users-key-set").start(answer);
    try {
      return answer.get(deadlineMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new IOException("The key set did not arrive within " + deadlineMillis + " ms", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the key set was read", interrupted);
    } catch (ExecutionException failed) {
      throw new IOException("The key set could not be read", failed.getCause());
    } finally {
      reader.interrupt(); // a virtual thread's socket closes with it
    }
  }
}
