# Read by "python -m pretix shell": an organizer, an event with one kind of ticket, and a token for the API.
from datetime import timedelta
from decimal import Decimal

from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import Event, Item, Organizer, Quota, Team

with scopes_disabled():
    organizer = Organizer.objects.create(name="Bench", slug="bench")
    team = Team.objects.create(organizer=organizer, name="Bench", all_events=True)
    for field in team._meta.get_fields():
        if field.name.startswith("can_") or field.name in ("all_event_permissions", "all_organizer_permissions"):
            setattr(team, field.name, True)
    team.save()
    token = team.tokens.create(name="bench")
    event = Event.objects.create(
        organizer=organizer, name="A concert", slug="concert", currency="EUR", live=True,
        date_from=now() + timedelta(days=30),
    )
    item = Item.objects.create(event=event, name="Hall", default_price=Decimal("25.00"))
    quota = Quota.objects.create(event=event, name="Hall", size=1000000)
    quota.items.add(item)
    print(f"pretix-event token={token.token}\npretix-event item={item.pk}")

