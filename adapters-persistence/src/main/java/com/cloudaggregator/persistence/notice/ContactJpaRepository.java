package com.cloudaggregator.persistence.notice;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** The addresses of users, which are written by {@code ON CONFLICT} and so in native SQL. */
interface ContactJpaRepository extends Repository<ContactEntity, String> {

  Optional<ContactEntity> findById(String user);

  /** An unchanged address writes nothing. */
  @Modifying
  @NativeQuery(
      """
      INSERT INTO user_contacts (user_id, email, language) VALUES (:user, :email, :language)
      ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, updated_at = now()
      WHERE user_contacts.email <> excluded.email
      """)
  void remember(String user, String email, String language);

  @Modifying
  @NativeQuery(
      """
      UPDATE user_contacts SET wanted = :wanted, language = :language, updated_at = now()
      WHERE user_id = :user AND (wanted, language) <> (:wanted, :language)
      """)
  void change(String user, boolean wanted, String language);

  /** The notice of the same epoch names the former owner. */
  @NativeQuery(
      """
      SELECT c.email, c.language, n.provider, n.masked_label AS label, n.occurred_at AS at
      FROM outbox o
      JOIN cloud_transfer_events n ON n.account_id = o.account_id AND n.epoch = o.epoch
      JOIN user_contacts c ON c.user_id = n.user_id
      WHERE o.id = :event AND o.channel = 'email' AND c.wanted
      """)
  Optional<MailRow> findMail(UUID event);

  /** An e-mail to send. */
  interface MailRow {
    String getEmail();

    String getLanguage();

    String getProvider();

    String getLabel();

    Instant getAt();
  }
}
