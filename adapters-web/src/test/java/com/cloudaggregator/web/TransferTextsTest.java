package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.ReconnectReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The offer's sentences are agreed on, word by word; a change here is a change of the design. */
class TransferTextsTest {
  private static final Locale SPANISH = Locale.of("es");

  /** What the design writes into the sentences' places. */
  private static final Map<String, Object[]> PLACES = Map.ofEntries(
      Map.entry("transfer.title", new Object[] {"OneDrive"}),
      Map.entry("transfer.proof", new Object[] {"Microsoft"}),
      Map.entry("transfer.rule", new Object[] {"{app}"}),
      Map.entry("transfer.they", new Object[] {"{app}"}),
      Map.entry("transfer.files", new Object[] {"OneDrive"}),
      Map.entry("transfer.transfer_token_expired", new Object[] {"OneDrive"}),
      Map.entry("outcome.done.transferred.named", new Object[] {"OneDrive", "ana.p•••@outlook.com"}),
      Map.entry("notice.title", new Object[] {"OneDrive", "ana.p•••@outlook.com"}),
      Map.entry("notice.how", new Object[] {"Microsoft"}),
      Map.entry("notice.notYou", new Object[] {"Microsoft"}));

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      transfer.title | Move this OneDrive account to you? | ¿Quieres pasar esta cuenta de OneDrive a tu usuario?
      transfer.proof | You have just signed in to it with Microsoft. | Acabas de iniciar sesión en ella con Microsoft.
      transfer.rule | Someone else already has it connected in {app}. An account can have only one owner at a time. | Otra persona ya la tiene conectada en {app}. Cada cuenta solo puede tener un propietario.
      transfer.you | You become its only owner, right away. | Serás su único propietario desde este momento.
      transfer.they | The current owner loses access to it in {app} and is told that it was moved, not to whom. | Quien la tiene ahora perderá el acceso en {app} y recibirá un aviso, sin tu nombre.
      transfer.files | Nothing inside OneDrive is changed, moved or deleted. | Nada cambia dentro de OneDrive: no se mueve ni se borra ningún archivo.
      transfer.alsoYou | Is the other user also you? Then moving it is safe. | ¿El otro usuario también eres tú? Entonces puedes pasarla sin problema.
      transfer.keep | Leave it as it is | Dejarla como está
      transfer.move | Move it to my user | Pasarla a mi usuario
      transfer.sending | Moving… | Pasando la cuenta…
      outcome.done.transferred.named | ana.p•••@outlook.com is now yours. | La cuenta ana.p•••@outlook.com ya es tuya.
      outcome.done.declined | Nothing was changed. | No se ha cambiado nada.
      transfer.transfer_token_expired | This offer has expired and nothing was moved. Connect OneDrive again to get a new one. | La oferta caducó y no se movió nada. Vuelve a conectar OneDrive para recibir otra.
      transfer.owner_changed | The owner changed while you were deciding. Nothing was moved. Connect again to check. | El propietario cambió mientras decidías. No se movió nada. Vuelve a conectarla para comprobarlo.
      transfer.already_yours | This account is already yours. Nothing left to do. | Esta cuenta ya es tuya. No hay nada más que hacer.
      transfer.released | The other user has disconnected it. You can connect it now. | El otro usuario la desconectó. Ya puedes conectarla.
      transfer.transfer_token_other_user | This offer was made to another user. Sign in as that user or connect again. | Esta oferta es de otro usuario. Inicia sesión con ese usuario o vuelve a conectar la cuenta.
      transfer.trouble | We couldn't reach the server. Your account was not moved twice: try again. | No pudimos contactar con el servidor. La cuenta no se moverá dos veces: inténtalo de nuevo.
      notice.title | Your OneDrive account ana.p•••@outlook.com was moved to another user on | Tu cuenta de OneDrive ana.p•••@outlook.com pasó a otro usuario el
      notice.how | Someone signed in to that Microsoft account and asked for it. | Alguien inició sesión en esa cuenta de Microsoft y lo pidió.
      notice.notYou | Not you? Change your Microsoft password, then take it back. | ¿No fuiste tú? Cambia tu contraseña de Microsoft y recupérala.
      notice.understood | Understood | Entendido
      notice.takeBack | Take it back | Recuperarla
      """)
  void areThoseOfTheDesign(String key, String english, String spanish) {
    Object[] places = PLACES.getOrDefault(key, new Object[0]);

    assertThat(said(key, Locale.ENGLISH, places)).isEqualTo(english);
    assertThat(said(key, SPANISH, places)).isEqualTo(spanish);
  }

  /** The script fills in the time and the minutes; at one minute and at none the sentence is another one. */
  @Test
  void sayTheTimeLimitAsTheScriptFillsIt() {
    assertThat(words("expiry", Locale.ENGLISH)).isEqualTo("You can decide until {time} ({minutes} minutes left).");
    assertThat(words("expiry", SPANISH)).isEqualTo("Puedes decidir hasta las {time} (quedan {minutes} minutos).");
    for (Locale language : List.of(Locale.ENGLISH, SPANISH)) {
      assertThat(words("expiry.one", language)).contains("{time}", "1 minut");
      assertThat(words("expiry.none", language)).contains("{time}");
      assertThat(words("transfer_cooldown", language)).contains("{time}");
      assertThat(words("title", language)).contains("{provider}");
      assertThat(words("proof", language)).contains("{vendor}");
    }
  }

  @Test
  void standInTheDialogInTheirOrderWithTheSafeButtonFirst() {
    String page = new Site(new Shelf())
        .page("offer", "/app?error=ownership_conflict&provider=onedrive", Shelf.ANA.value(), "en");

    assertThat(page.replaceAll("\\s+", " ")).containsSubsequence(
        "id=\"transfer-title\"", "id=\"transfer-account\"", "id=\"transfer-proof\"", "Someone else already has it",
        "If you move it", "You become its only owner", "The current owner loses access", "id=\"transfer-files\"",
        "Is the other user also you?", "id=\"transfer-expiry\"", "id=\"transfer-say\"", "id=\"transfer-keep\"",
        "id=\"transfer-move\"");
  }

  @Test
  void theNoticeIsOneSentenceWithItsTime() {
    Shelf shelf = new Shelf();
    shelf.moved("onedrive", "ana.p•••@outlook.com");
    shelf.needsReconnect("dropbox", "ana@perez.example", ReconnectReason.UNSPECIFIED);
    String page = new Site(shelf).page("notice-sentence", "/app", Shelf.ANA.value(), "en");

    assertThat(page.replaceAll("<[^>]+>", " ").replaceAll("\\s+", " ")).containsPattern(
        "Your OneDrive account ana\\.p•••@outlook\\.com was moved to another user on [^.]*2026[^.]*\\. Someone signed in");
  }

  private static String words(String key, Locale language) {
    return new AppPage(Site.MESSAGES, language, List.of()).scriptTexts().getOrDefault(key, "");
  }

  /** The design's table has straight apostrophes, the pages have those of print. */
  private static String said(String key, Locale language, Object... places) {
    return Site.MESSAGES.getMessage(key, places, language).replace('’', '\'');
  }
}
