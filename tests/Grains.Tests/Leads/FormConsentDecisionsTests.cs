using SalesFlow.Common;
using SalesFlow.Grains.Leads.Forms;
using SalesFlow.Leads.Forms;

namespace SalesFlow.Grains.Tests.Leads;

public sealed class FormConsentDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    private static readonly FormConsentRequest Request = new(
        "f1", "form_1", "c1", "a@example.com", "ar", new FormConsent("أوافق", ["whatsapp", "email"], "10.0.0.1", Now));

    private static FormConsentState Asked => new FormConsentState().Apply(Assert.Single(FormConsentDecisions.Ask(new FormConsentState(), Request, Now).Events));

    [Fact]
    public void A_consent_is_asked_for_once()
    {
        Assert.Equal(Request, Asked.Request);
        Assert.True(FormConsentDecisions.Ask(Asked, Request with { Email = "b@example.com" }, Now).IsEmpty);
    }

    [Fact]
    public void It_is_confirmed_once_and_reaches_the_contact_under_a_timer()
    {
        var decision = FormConsentDecisions.Confirm(Asked, genuine: true, "10.0.0.2", Now.AddDays(7));
        Assert.Equal(new FormConsentConfirmed("10.0.0.2", Now.AddDays(7)), Assert.Single(decision.Events));
        Assert.Equal(FormConsentDecisions.RecordTimer, Assert.Single(decision.DueSets).Name);
        Assert.True(FormConsentDecisions.Confirm(Asked.Apply(decision.Events[0]), genuine: true, null, Now.AddDays(30)).IsEmpty);
    }

    [Fact]
    public void A_link_that_is_not_ours_or_too_old_confirms_nothing()
    {
        Assert.Equal(Refusal.NotFound, FormConsentDecisions.Confirm(Asked, genuine: false, null, Now).Refusal);
        Assert.Equal(Refusal.NotFound, FormConsentDecisions.Confirm(new FormConsentState(), genuine: true, null, Now).Refusal);
        Assert.Equal(Refusal.LimitReached, FormConsentDecisions.Confirm(Asked, genuine: true, null, Now.AddDays(7).AddSeconds(1)).Refusal);
    }
}
