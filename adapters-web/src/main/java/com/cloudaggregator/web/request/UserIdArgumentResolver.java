package com.cloudaggregator.web.request;

import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Passes the signed-in user to a controller as a parameter of type {@link UserId}. Without a user
 * the controller is not called, and the answer is {@code authentication_required}.
 */
@Component
public final class UserIdArgumentResolver
    implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  UserIdArgumentResolver() {}

  /**
   * The user of this principal; empty without a principal, and if its name is not a valid user id.
   */
  public static Optional<UserId> findUser(@Nullable Principal principal) {
    if (principal == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new UserId(principal.getName()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
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
    return findUser(request.getUserPrincipal())
        .orElseThrow(() -> new ProblemException(ErrorCode.AUTHENTICATION_REQUIRED));
  }
}
