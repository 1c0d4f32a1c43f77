using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

/// <summary>A believable history of a tenant, the same for the same seed.</summary>
internal sealed class History(string tenant, int seed)
{
    private static readonly string[] Stages = ["new", "demo", "offer", "won", "lost"];
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, long> _versions = [];
    private readonly Dictionary<string, List<string>> _messages = [];
    private readonly Dictionary<string, string> _stageOf = [];
    private DateTimeOffset _now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private int _ids;

    public IEnumerable<Logged> Take(int count)
    {
        for (var i = 0; i < count; i++) yield return Next();
    }

    private Logged Next()
    {
        _now += TimeSpan.FromMilliseconds(_random.Next(0, 40_000)) + TimeSpan.FromTicks(_random.Next(10));
        return _random.Next(10) switch
        {
            < 5 => Conversation(),
            < 7 => Lead(),
            < 8 => Deal(),
            < 9 => Contact(),
            _ => Tenant(),
        };
    }

    private Logged Conversation()
    {
        var id = $"c{_random.Next(12)}";
        var stream = "conversation/" + id;
        if (!_messages.TryGetValue(stream, out var messages))
        {
            _messages.Add(stream, messages = []);
            return Add(stream, new ConversationStarted($"p{id}", $"p{id}", "num1", "waba", "96650123456" + _random.Next(10), null, "أحمد العتيبي", "whatsapp", _now));
        }
        var known = messages.Count == 0 ? "none" : messages[_random.Next(messages.Count)];
        switch (_random.Next(16))
        {
            case 12: return Add(stream, Desk());
            case 13: return Add(stream, _random.Next(2) == 0 ? new LeaseRenewed("u2", _now.AddMinutes(15), _now) : new LeaseExpired("u2", _random.Next(2) == 0, null, _now));
            case 14: return Add(stream, _random.Next(2) == 0 ? new ConversationAssigned(_random.Next(3) == 0 ? null : "u2", "u1", _now) : new ConversationRead("u2", _now));
            case 15:
                messages.Add($"n{++_ids}");
                return Add(stream, new NoteAdded(messages[^1], "u1", $"ملاحظة {_ids}", ["u2"], _now));
            case < 3:
                messages.Add($"wamid.{++_ids}");
                return Add(stream, new MessageReceived(messages[^1], (InboundKind)_random.Next(18), $"مرحبا {_ids}", _now, null, null, null, null, null, "ar", _ids, _now));
            case 3:
                var reply = Enumerable.Range(0, _random.Next(0, 3)).Select(_ => new QueuedMessage($"m{++_ids}", OutboundContent.OfText($"أهلا {_ids}"))).ToList();
                messages.AddRange(reply.Select(m => m.MessageId));
                return Add(stream, new ReplyQueued(
                    _ids, $"run{++_ids}", "sales", "offline", null, null, "ar", "greeting", _random.Next(101), 0.5, reply, new Dictionary<string, string>(), 1, 2, 3, _now));
            case 4:
                messages.Add($"m{++_ids}");
                return Add(stream, new MessageQueued(new QueuedMessage(messages[^1], OutboundContent.OfText("متابعة")), "follow_up", _random.Next(2) == 0 ? null : "u1", _now));
            case 5: return Add(stream, new MessageStatusChanged(known, "wamid.out", (MessageStatus)_random.Next(8), null, null, true, "service", _now));
            case 6: return Add(stream, new MessageStatusChanged(known, null, (MessageStatus)_random.Next(8), 131047, "re_engagement", null, null, _now));
            case 7: return Add(stream, new MessageEdited(known, $"تصحيح {_ids}", null, _now));
            case 8: return Add(stream, new ReactionChanged(known, _random.Next(2) == 0 ? "👍" : null, _now));
            case 9: return Add(stream, new HandedOver("requested", "sales", "يريد مديرا", _random.Next(2) == 0 ? null : "u2", _now));
            case 10: return Add(stream, _random.Next(2) == 0 ? new GivenBack("u2", _now) : new OptedOut(known, true, _now));
            default: return Add(stream, _random.Next(2) == 0 ? new MessageRevoked(known, _now) : new SendDelayed(known, 1, 130429, "pair_rate", _now, _now));
        }
    }

    private IDomainEvent Desk() => _random.Next(4) switch
    {
        0 => new ConversationStatusChanged(ConversationStatus.Open, (ConversationStatus)_random.Next(4), _now.AddDays(1), "person", _now),
        1 => new ConversationPriorityChanged(ConversationPriority.None, (ConversationPriority)_random.Next(4), _now),
        2 => new ConversationLabelled([$"label{_random.Next(3)}"], [], _now),
        _ => new ConversationLabelled([], [$"label{_random.Next(3)}"], _now),
    };

    private Logged Lead()
    {
        var stream = $"lead/l{_random.Next(15)}";
        if (!_versions.ContainsKey(stream))
            return Add(stream, new LeadCreated("سارة القحطاني", "+96655000" + _random.Next(1000, 9999), "whatsapp", null, null, "ar", null, _now));
        return _random.Next(5) switch
        {
            0 => Add(stream, new LeadFactsLearnt("m", new Dictionary<string, string> { ["company_name"] = $"شركة {_random.Next(5)}", ["city"] = "الرياض" }, _now)),
            1 => Add(stream, new LeadScored(_random.Next(101), 10, (Temperature)_random.Next(3), [new("budget", "asked_price", 5, "m"), new("timing", "urgent", 10, "m")], _now)),
            2 => Add(stream, new LeadStatusChanged(LeadStatus.New, (LeadStatus)_random.Next(5), "r", _now)),
            3 => Add(stream, new LeadDealEarned($"d{_random.Next(9)}", _now)),
            _ => Add(stream, new LeadFollowUpChanged((FollowUpPhase)_random.Next(4), 1, _now, null, _now)),
        };
    }

    private Logged Deal()
    {
        var stream = $"deal/d{_random.Next(9)}";
        if (!_stageOf.TryGetValue(stream, out var from))
        {
            _stageOf[stream] = Stages[0];
            return Add(stream, new DealOpened("عقد", Money.Sar(_random.Next(100, 100_000) / 4m), Stages[0], 10, null, null, null, "agent", _now));
        }
        switch (_random.Next(12))
        {
            case < 2:
                var details = new DealDetails(OwnerId: $"u{_random.Next(3)}", Tags: _random.Next(2) == 0 ? ["vip"] : []);
                return Add(stream, new DealUpdated(
                    null, Money.Sar(_random.Next(100_000) / 100m), new DateOnly(2026, 5, 1).AddDays(_random.Next(90)), _now, Details: details));
            case 2: return Add(stream, new DealUpdated(null, null, null, _now, Cleared: ["expectedClose", "ownerId"], Probability: _random.Next(101)));
            case 3: return Add(stream, _random.Next(2) == 0 ? new DealDeleted(_now) : new DealRestored(_now));
            case 4: return Add(stream, _random.Next(2) == 0 ? new DealWentStale(_now, _now) : new DealTouched("note", _now));
            case 5: return Add(stream, new DealRanked(BoardRank.Top(_now, stream), _now));
        }
        var to = Stages[_random.Next(Stages.Length)];
        _stageOf[stream] = to;
        return Add(stream, new DealStageChanged(from, to, 50, to == "won" ? StageKind.Won : to == "lost" ? StageKind.Lost : StageKind.Open, null, "u1", _now, PipelineId: _random.Next(4) == 0 ? "second" : null));
    }

    private Logged Contact()
    {
        var stream = $"contact/p{_random.Next(8)}";
        return _random.Next(4) switch
        {
            0 when _versions.ContainsKey(stream) => Add(stream, new ConsentChanged("whatsapp", (ConsentStatus)_random.Next(3), "message", "w")),
            1 when _versions.ContainsKey(stream) => Add(stream, new ContactAbsorbed($"p{_random.Next(8)}")),
            _ => Add(stream, new ContactObserved("نورة", "+966501112233", null, null, "ar", "whatsapp")),
        };
    }

    private Logged Tenant()
    {
        const string stream = "tenant/tenant";
        if (!_versions.ContainsKey(stream)) return Add(stream, new TenantRegistered("شركة النور", "u1", "خالد", "ar"));
        return _random.Next(3) switch
        {
            0 => Add(stream, new NumberConnected(new ConnectedNumber($"n{_random.Next(3)}", "+966500000000", "waba"))),
            1 => Add(stream, new TemplateApplied("platform", [], [new("new", "جديد", "New", 10, StageKind.Open)], [])),
            _ => Add(stream, new ChannelNoticed(new ChannelNotice("phone_number_quality_update", "n1", "FLAGGED", "warning"), _now)),
        };
    }

    private Logged Add(string stream, IDomainEvent e)
    {
        var version = _versions.GetValueOrDefault(stream) + 1;
        _versions[stream] = version;
        return Logged.Of(tenant, stream, version, e, _now) with { By = _random.Next(3) == 0 ? "user:u1@10.0.0.1" : null };
    }
}
