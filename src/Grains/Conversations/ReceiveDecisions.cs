using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Grains.Compliance;
using SalesFlow.Grains.Entities;
using SalesFlow.ServiceLevels;
using SalesFlow.Text;

namespace SalesFlow.Grains.Conversations;

/// <summary>What the customer's messages come to: decided by rules, before any model sees them.</summary>
internal static class ReceiveDecisions
{
    private static readonly string[] Yes = ["نعم", "اي", "ايوه", "ايه", "اكيد", "yes", "yeah", "yep", "aywa", "na3am"];
    private static readonly string[] OptIn = ["start", "ابدا", "subscribe", "اشترك", "اشتراك"];

    /// <summary>Takes in messages, oldest first. The caller has left out those seen before, and says for a first one what the contact's consent is.</summary>
    internal static Decision Receive(
        ConversationState state, ConversationAddress address, IReadOnlyList<InboundMessage> messages, string leadId, ConversationOptions options, DateTimeOffset now,
        ConsentStatus consent = ConsentStatus.Pending)
    {
        var decision = Decision.Nothing;
        var current = state;

        void Add(params ReadOnlySpan<IDomainEvent> events)
        {
            decision = decision.And(events);
            foreach (var e in events) current = current.Apply(e);
        }

        if (current.Address is null)
        {
            Add(new ConversationStarted(
                address.ContactId, leadId, address.PhoneNumberId, address.BusinessAccountId, address.To, address.Bsuid, address.Name, "whatsapp", now));
            Add(ConsentDecisions.Follow(current, consent, now));
        }
        else if (Differs(address.To, current.Address.To) || Differs(address.Bsuid, current.Address.Bsuid) || Differs(address.Name, current.Address.Name))
        {
            Add(new AddressChanged(address.To, address.Bsuid, address.Name));
        }

        foreach (var m in messages)
        {
            var idle = current is { Handler: Handler.HumanQueue, Desk.QueueReason: LeaseRules.Expired } && LeaseRules.Waiting(current).Count == 0;
            One(current, m, now, Add);
            // Whoever had it went when all was said: only now does the customer wait for a person again.
            if (idle && LeaseRules.Waiting(current).Count > 0) Add(new HandedOver(LeaseRules.Expired, LeaseRules.Sales, string.Empty, null, now));
        }
        foreach (var m in messages)
            if (m.MediaId is { } media && DueNames.OfMedia(media, m.MediaType, MediaNames.InParticulars(m.Payload)) is { } name) decision = decision.DueAt(name, now);
        if (current.Desk is { } desk) decision = AtTheDesk(decision, desk, current, state, messages, now);

        // Whoever thinks about the turn opens the lead first; the timer stands behind it, and alone where there is no turn.
        if (state.Address is null) decision = decision.DueAt(DueNames.Lead, current.TurnOpen ? now + options.Debounce + options.TurnSafety : now);
        if (current.TurnOpen && current.Turn > state.Turn) decision = decision.DueAt(DueNames.Turn, now + options.Debounce + options.TurnSafety);
        if (!current.TurnOpen && state.TurnOpen) decision = decision.DueClear(DueNames.Turn);
        if (decision.Events.Any(e => e is OptedOut { Reason: null } or OptedIn { Reason: null })) decision = decision.DueAt(DueNames.Consent, now);
        if (current.Outbox.Count > state.Outbox.Count && state.Outbox.Count == 0) decision = decision.DueAt(DueNames.Send, now);
        return decision;
    }

    /// <summary>What the customer writes wakes what people had put aside; what the business writes from its own app keeps the lease.</summary>
    private static Decision AtTheDesk(
        Decision decision, DeskState desk, ConversationState current, ConversationState before, IReadOnlyList<InboundMessage> messages, DateTimeOffset now)
    {
        if (desk.Status != ConversationStatus.Open && messages.Any(Wakes))
            decision = decision.And(new ConversationStatusChanged(desk.Status, ConversationStatus.Open, null, "customer_wrote", now)).DueClear(DueNames.Snooze);
        if (current.HeldBy != LeaseRules.BusinessApp || !messages.Any(m => m.Kind == InboundKind.Echo)) return decision;
        if (before.HeldBy == LeaseRules.BusinessApp && LeaseRules.Renewal(current, null, now) is { } renewal)
            return decision.And(renewal).DueAt(DueNames.Lease, renewal.Until);
        return before.HeldBy == LeaseRules.BusinessApp ? decision : decision.DueAt(DueNames.Lease, desk.LeaseUntil ?? LeaseRules.Until(null, now));
    }

    /// <summary>Whether a message opens what was put aside. A verdict on work that is done is no new work.</summary>
    private static bool Wakes(InboundMessage m) => SatisfactionAnswers.Read(m.Payload) is null && m.Kind is not
        (InboundKind.Echo or InboundKind.System or InboundKind.Welcome or InboundKind.Reaction or InboundKind.Revoke);

    private delegate void Emit(params ReadOnlySpan<IDomainEvent> events);

    private static void One(ConversationState state, InboundMessage m, DateTimeOffset now, Emit emit)
    {
        switch (m.Kind)
        {
            case InboundKind.Reaction when m.Target is not null:
                emit(new ReactionChanged(m.Target, string.IsNullOrEmpty(m.Payload) ? null : m.Payload, now));
                return;
            case InboundKind.Revoke when m.Target is not null:
                emit(new MessageRevoked(m.Target, now));
                return;
            case InboundKind.Edit when m.Target is not null:
                emit(new MessageEdited(m.Target, m.Text, Answers(state) ? state.Turn + 1 : null, now));
                return;
        }
        var language = ArabicText.IsArabic(m.Text) switch { true => "ar", false => "en", null => state.Language };
        var wantsAnswer = m.Kind is not (InboundKind.Reaction or InboundKind.Revoke or InboundKind.Edit or InboundKind.Unsupported or InboundKind.System
            or InboundKind.Welcome or InboundKind.Echo);
        MessageReceived Received(long? turn) => new(
            m.Wamid, m.Kind, m.Text, m.At, m.MediaId, m.MediaType, m.ReplyTo, m.Payload, m.Referral, language, turn, now);

        if (m.Kind == InboundKind.Echo)
        {
            // The business answered from the app: a person is at work here.
            emit(Received(null));
            if (state.Handler == Handler.Agent) emit(new HandedOver("business_app", "sales", string.Empty, LeaseRules.BusinessApp, now, LeaseRules.Until(null, now)));
            return;
        }
        if (!wantsAnswer)
        {
            emit(Received(null));
            return;
        }
        if (SatisfactionAnswers.Read(m.Payload) is { } satisfaction)
        {
            // An answer to our question, which nobody answers in turn but with thanks; once, however often the button is tapped.
            if (satisfaction.Question <= state.VerdictOn)
            {
                emit(Received(null));
                return;
            }
            var thanks = new QueuedMessage(MessageIds.Confirmation(m.Wamid), OutboundContent.OfText(ConversationTexts.Satisfaction(language, "Thanks")));
            emit(Received(null), new MessageQueued(thanks, "csat_thanks", null, now));
            return;
        }

        var text = m.Text ?? string.Empty;
        var words = ArabicText.Normalise(text);
        if (state.OptedOut && AfterOptOut.IsCourtesy(text) && m.Payload is null && !OptIn.Contains(words))
        {
            // Who asked for silence and says thanks wants no answer.
            emit(Received(null));
            return;
        }
        if (state.OptedOut && (OptIn.Contains(words) || AfterOptOut.IsWelcomeAgain(text)))
        {
            emit(Received(Answers(state) ? state.Turn + 1 : null), new OptedIn(m.Wamid, now));
            return;
        }
        var confirmed = state.OptOutAsked && (m.Payload == OptOutQuestions.Yes || Yes.Contains(words));
        var verdict = m.Payload is OptOutQuestions.Yes or OptOutQuestions.No ? OptOutVerdict.None : OptOut.Judge(text);
        if (!state.OptedOut && (confirmed || verdict.Level == OptOutLevel.Certain || (state.OptOutAsked && verdict.Level == OptOutLevel.Likely)))
        {
            var queued = new QueuedMessage(MessageIds.Confirmation(m.Wamid), OutboundContent.OfText(ConversationTexts.OptedOut(language)));
            emit(Received(null), new OptedOut(m.Wamid, !confirmed, now), new MessageQueued(queued, ConversationPurposes.OptOutConfirmation, null, now));
            return;
        }
        if (state.OptedOut && verdict.Level != OptOutLevel.None)
        {
            // Said again: it holds already and was confirmed once.
            emit(Received(null));
            return;
        }
        if (verdict.Level == OptOutLevel.Likely)
        {
            // Nobody speaks over a colleague: whoever has the talk, or will have it, is told and asks in their own words.
            if (!Answers(state)) emit(Received(null), OptOutQuestions.Doubt(state, m.Wamid, text, language, now));
            else
            {
                emit(Received(null), new MessageQueued(
                    new QueuedMessage(MessageIds.Confirmation(m.Wamid), OptOutQuestions.Of(language)), ConversationPurposes.OptOutQuestion, null, now));
            }
            return;
        }
        emit(Received(Answers(state) ? state.Turn + 1 : null));
    }

    private static bool Answers(ConversationState state) => state.Handler == Handler.Agent;

    private static bool Differs(string? said, string? known) => said is not null && said != known;
}

/// <summary>Names of a conversation's timers.</summary>
internal static class DueNames
{
    internal const string Turn = "turn";
    internal const string Send = "send";
    internal const string Held = "held";
    internal const string Lead = "lead";
    internal const string Consent = "consent";
    internal const string Lease = "lease";

    /// <summary>What begins the name of a timer that asks for a file; the channel's id, the type and the file's own name follow.</summary>
    internal const string Media = "media:";

    /// <summary>The timer that asks for a file, or null where the channel's id is none that could be asked for.</summary>
    internal static string? OfMedia(string id, string? type, string? fileName)
    {
        if (id.Length > 64 || !id.All(char.IsAsciiLetterOrDigit)) return null;
        var known = type is { Length: <= 64 } && !type.Contains(':', StringComparison.Ordinal) ? type : "";
        var name = MediaNames.Clean(fileName);
        return name is not null ? $"{Media}{id}:{known}:{name}" : known.Length > 0 ? $"{Media}{id}:{known}" : Media + id;
    }

    /// <summary>What such a timer asks for.</summary>
    internal static (string Id, string? Type, string? FileName) MediaOf(string name)
    {
        var parts = name[Media.Length..].Split(':', 3);
        return (parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null, parts.Length > 2 ? parts[2] : null);
    }

    internal const string Snooze = "snooze";
}

/// <summary>Our ids of outbound messages: named after what caused them, so that a repeat cannot make a second one.</summary>
internal static class MessageIds
{
    internal static string Reply(long turn, int index) => $"t{turn}.{index}";

    internal static string Confirmation(string wamid) => "c" + Id.Named("confirmation", wamid);

    internal static string Command(string commandId) => "m" + Id.Named("message", commandId);
}
