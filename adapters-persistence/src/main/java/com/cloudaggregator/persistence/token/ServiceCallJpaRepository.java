package com.cloudaggregator.persistence.token;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** The audit trail of service calls. */
interface ServiceCallJpaRepository extends JpaRepository<ServiceCallEntity, UUID> {

  List<ServiceCallEntity> findByIdLessThanOrderByIdDesc(UUID before, Limit limit);

  List<ServiceCallEntity> findByAccountIdAndIdLessThanOrderByIdDesc(
      UUID accountId, UUID before, Limit limit);
}
