package com.cloudaggregator.web.request;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Passes the query to a controller of the API as a parameter of type {@link QueryParameters} or
 * {@link PageRequest}. A malformed query is refused with {@code malformed_request}, an invalid page
 * with {@code validation_failed}.
 */
@Component
final class QueryArgumentResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == QueryParameters.class
        || parameter.getParameterType() == PageRequest.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    QueryParameters query =
        QueryParameters.of(
            Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
    return parameter.getParameterType() == PageRequest.class ? PageRequest.of(query) : query;
  }
}
