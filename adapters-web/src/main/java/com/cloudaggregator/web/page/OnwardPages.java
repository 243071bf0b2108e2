package com.cloudaggregator.web.page;

import com.cloudaggregator.web.Onward;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** The page that opens an address of another origin after a form; see {@link OnwardView}. */
@Controller
final class OnwardPages {

  /** For {@link Onward#forward}. A client that requests this path itself gets {@code not_found}. */
  @RequestMapping(Onward.PATH)
  @Nullable String show(HttpServletRequest request, Model model, HttpServletResponse response)
      throws IOException {
    if (request.getAttribute(Onward.ATTRIBUTE) instanceof Onward onward) {
      return OnwardView.show(onward, model, response);
    }
    response.sendError(HttpServletResponse.SC_NOT_FOUND);
    return null;
  }
}
