/** E-mails to former owners: their text, and their delivery by SMTP. */
@NullMarked
package com.cloudaggregator.bootstrap.mail;

import org.jspecify.annotations.NullMarked;
