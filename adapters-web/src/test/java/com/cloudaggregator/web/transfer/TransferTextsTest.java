package com.cloudaggregator.web.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import com.cloudaggregator.webtest.TestAdapter;
import com.cloudaggregator.webtest.TestWeb;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts of the transfer dialog are agreed word by word; changing one changes the design. */
class TransferTextsTest {
  private static final Locale SPANISH = Locale.of("es");

  /** The values of the placeholders in the agreed texts. */
  private static final Map<String, Object[]> PLACES =
      Map.ofEntries(
          Map.entry("transfer.title", new Object[] {"OneDrive"}),
          Map.entry("transfer.proof", new Object[] {"Microsoft"}),
          Map.entry("transfer.rule", new Object[] {"{app}"}),
          Map.entry("transfer.they", new Object[] {"{app}"}),
          Map.entry("transfer.files", new Object[] {"OneDrive"}),
          Map.entry("transfer.transfer_token_expired", new Object[] {"OneDrive"}),
          Map.entry(
              "outcome.done.transferred.named", new Object[] {"OneDrive", "ana.p•••@outlook.com"}),
          Map.entry("notice.title", new Object[] {"OneDrive", "ana.p•••@outlook.com"}),
          Map.entry("notice.how", new Object[] {"Microsoft"}),
          Map.entry("notice.notYou", new Object[] {"Microsoft"}));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
      transfer.title | Move this OneDrive account to you? | ¿Quieres pasar esta cuenta de OneDrive a tu nombre?
      transfer.proof | You have just signed in to it with Microsoft. | Acabas de iniciar sesión en ella con Microsoft.
      transfer.rule | Someone else has already connected it to {app}. An account can have only one owner. | Otra persona ya la tiene conectada en {app}. Cada cuenta solo puede tener un propietario.
      transfer.you | It becomes yours right away. | La cuenta será solo tuya desde este momento.
      transfer.they | The current owner can't use it in {app} any more. They're notified, but don't see your name. | Quien la tiene ahora dejará de poder usarla en {app}. Recibirá un aviso, pero no verá tu nombre.
      transfer.files | Your files in OneDrive stay exactly as they are. | Nada cambia dentro de OneDrive: no se mueve ni se borra ningún archivo.
      transfer.alsoYou | Did you connect it yourself under another e-mail address? Then it's safe to move. | ¿La conectaste tú con otra dirección de correo? Entonces puedes pasarla sin problema.
      transfer.keep | Leave it as it is | Dejarla como está
      transfer.move | Move it to me | Pasarla a mi nombre
      transfer.sending | Moving… | Pasando la cuenta…
      outcome.done.transferred.named | ana.p•••@outlook.com is now yours. | La cuenta ana.p•••@outlook.com ya es tuya.
      outcome.done.declined | Nothing was changed. | No se ha cambiado nada.
      transfer.transfer_token_expired | This offer has expired and nothing was moved. Connect OneDrive again to get a new one. | La oferta caducó y no se movió nada. Vuelve a conectar OneDrive para recibir otra.
      transfer.owner_changed | It moved to someone else while you were deciding. Connect it again if you still want it. | Pasó a otra persona mientras decidías. Vuelve a conectarla si todavía la quieres.
      transfer.ended.owner_changed | This account has a new owner | Esta cuenta tiene un nuevo propietario
      transfer.already_yours | This account is already yours. Nothing left to do. | Esta cuenta ya es tuya. No hay nada más que hacer.
      transfer.released | The other user has disconnected it. You can connect it now. | El otro usuario la desconectó. Ya puedes conectarla.
      transfer.transfer_token_other_user | This offer was made to another user. Sign in as that user or connect again. | Esta oferta es de otro usuario. Inicia sesión con ese usuario o vuelve a conectar la cuenta.
      transfer.trouble | We couldn't reach the server. Trying again is safe: an account never moves twice. | No hay conexión con el servidor. Puedes reintentarlo sin riesgo: una cuenta nunca se pasa dos veces.
      notice.title | Your OneDrive account ana.p•••@outlook.com was moved to another user on | Tu cuenta de OneDrive ana.p•••@outlook.com pasó a otro usuario el
      notice.how | Someone signed in to it with Microsoft and moved it. | Alguien inició sesión en ella con Microsoft y la pasó a su nombre.
      notice.notYou | Wasn't you? Change your Microsoft password, then take it back. | ¿No fuiste tú? Cambia tu contraseña de Microsoft y recupérala.
      notice.understood | Understood | Entendido
      notice.takeBack | Take it back | Recuperarla
      """)
  void equalTheAgreedTexts(String key, String english, String spanish) {
    Object[] places = PLACES.getOrDefault(key, new Object[0]);

    assertThat(pageText(key, Locale.ENGLISH, places)).isEqualTo(english);
    assertThat(pageText(key, SPANISH, places)).isEqualTo(spanish);
  }

  /**
   * The script fills in the time and the minutes; one minute and zero minutes have their own texts.
   */
  @Test
  void haveThePlaceholdersOfTheTimeLimit() {
    assertThat(dialogText("expiry", Locale.ENGLISH))
        .isEqualTo(
            "This offer ends at {time} ({minutes} minutes left). You can always start again.");
    assertThat(dialogText("expiry", SPANISH))
        .isEqualTo(
            "Esta oferta termina a las {time} (quedan {minutes} minutos). Siempre puedes empezar de nuevo.");
    for (Locale language : List.of(Locale.ENGLISH, SPANISH)) {
      assertThat(dialogText("expiry.one", language)).contains("{time}", "1 minut");
      assertThat(dialogText("expiry.none", language)).contains("{time}");
      assertThat(dialogText("transfer_cooldown", language)).contains("{time}");
      assertThat(dialogText("title", language)).contains("{provider}");
      assertThat(dialogText("proof", language)).contains("{vendor}");
    }
  }

  @Test
  void areInOrderInTheDialogWithTheSafeButtonFirst() {
    String page =
        new Site(new InMemoryPagePorts())
            .page(
                "offer",
                "/app?error=ownership_conflict&provider=onedrive",
                InMemoryPagePorts.ANA.value(),
                "en");

    assertThat(page.replaceAll("\\s+", " "))
        .containsSubsequence(
            "id=\"transfer-title\"",
            "id=\"transfer-account\"",
            "id=\"transfer-proof\"",
            "Someone else has already connected it",
            "If you move it",
            "It becomes yours right away",
            "The current owner can’t use it",
            "id=\"transfer-files\"",
            "Did you connect it yourself",
            "id=\"transfer-expiry\"",
            "id=\"transfer-say\"",
            "id=\"transfer-keep\"",
            "id=\"transfer-move\"");
  }

  @Test
  void theNoticeIsOneSentenceWithATime() {
    InMemoryPagePorts shelf = new InMemoryPagePorts();
    shelf.moved("onedrive", "ana.p•••@outlook.com");
    shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.UNSPECIFIED);
    String page =
        new Site(shelf).page("notice-sentence", "/app", InMemoryPagePorts.ANA.value(), "en");

    assertThat(page.replaceAll("<[^>]+>", " ").replaceAll("\\s+", " "))
        .containsPattern(
            "Your OneDrive account ana\\.p•••@outlook\\.com was moved to another user on [^.]*2026[^.]*\\. Someone signed in");
  }

  private static String dialogText(String key, Locale language) {
    PageTexts texts = new TestWeb().context.getBean(PageTexts.class);
    return DialogTexts.all(texts.forLocale(language)).getOrDefault(key, "");
  }

  /** The agreed texts have straight apostrophes, the pages typographic ones. */
  private static String pageText(String key, Locale language, Object... places) {
    return TestAdapter.messages().getMessage(key, places, language).replace('’', '\'');
  }
}
