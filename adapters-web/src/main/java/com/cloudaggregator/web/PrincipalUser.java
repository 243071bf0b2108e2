package com.cloudaggregator.web;

import com.cloudaggregator.domain.account.UserId;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Gives a controller its caller as a parameter of type {@link UserId}: who the request's principal is, if it can be one
 * of our users at all. A controller that asks for one is never called without.
 */
final class PrincipalUser implements HandlerMethodArgumentResolver {

  /** Absent when the name is none that a user can have. */
  static Optional<UserId> of(Principal principal) {
    try {
      return Optional.of(new UserId(principal.getName()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == UserId.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return Optional.ofNullable(request.getUserPrincipal())
        .flatMap(PrincipalUser::of)
        .orElseThrow(() -> new RefusedRequest(ErrorCode.AUTHENTICATION_REQUIRED));
  }
}
