package com.cloudaggregator.persistence.notice;

import com.cloudaggregator.application.notice.Contact;
import com.cloudaggregator.application.notice.EmailAddress;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** Where a user is notified by e-mail. It is read as an entity only. */
@Entity
@Immutable
@Table(name = "user_contacts")
class ContactEntity {
  @Id
  @Column(name = "user_id")
  private String userId;

  @Column(name = "email", nullable = false)
  private String email;

  @Column(name = "wanted", nullable = false)
  private boolean wanted;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected ContactEntity() {}

  Contact toDomain() {
    return new Contact(new EmailAddress(email), wanted);
  }
}
