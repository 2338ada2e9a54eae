package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.mail.MailConfiguration;
import io.holdfast.mail.MailWriter;
import io.holdfast.messaging.Subscription;
import io.holdfast.orders.order.GuestLinks;
import io.holdfast.orders.order.OrderBounces;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.Sales;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Which messages buyers are told of. */
@Configuration(proxyBeanMethods = false)
@Import(MailConfiguration.class)
class OrderMailConfiguration {

    /** By a consumer of its own: however many mails there are, orders do not wait for them. */
    @Bean
    Subscription orderMailMessages(OrderMails mails) {
        return Subscription.durable("orders-mails")
                .on(OrderCompleted.class, mails::completed)
                .on(OrderCancelled.class, mails::cancelled)
                .on(OrderSoldBack.class, mails::soldBack)
                .on(OrderRefunded.class, mails::refunded)
                .on(PaymentRefunded.class, mails::moneyBack)
                .on(PaymentRefundFailed.class, mails::moneyBackFailed)
                .build();
    }

    @Bean
    BackgroundLoop changeNoticeLoop(ChangeNotices notices) {
        return notices.loop();
    }

    @Bean
    MailWriter paymentFailedMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.PAYMENT_FAILED, orders, bounces, sales, clock, links);
    }

    @Bean
    MailWriter soldBackMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.SOLD_BACK, orders, bounces, sales, clock, links);
    }

    @Bean
    MailWriter eventCancelledMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.EVENT_CANCELLED, orders, bounces, sales, clock, links);
    }

    @Bean
    MailWriter refundDueMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.REFUND_DUE, orders, bounces, sales, clock, links);
    }

    @Bean
    MailWriter ticketsEndedMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.TICKETS_ENDED, orders, bounces, sales, clock, links);
    }

    @Bean
    MailWriter refundPaidMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.REFUND_PAID, orders, bounces, sales, clock, links);
    }

    @Bean
    MailWriter refundFailedMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.REFUND_FAILED, orders, bounces, sales, clock, links);
    }
}
