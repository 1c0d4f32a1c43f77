using System.Runtime.ExceptionServices;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Templates;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.WebApi.Channels;

/// <summary>
/// Brings a POST's updates to their grains. When it returns, everything is committed or kept raw; where anything could not be, it throws after
/// having tried all the rest, and the channel's repeat of the same POST does the remainder (message ids are command ids).
/// Order holds within a chat; chats go side by side.
/// </summary>
internal sealed class WebhookIntake(
    IGrainFactory grains, IRawUpdateStore raw, NumberDirectory directory, ContactResolver contacts, GrainCalls calls, WebhookMetrics metrics)
{
    private const int MostOfOneCall = 100;

    /// <summary>Takes a parsed POST in.</summary>
    /// <exception cref="TimeoutException">A grain did not answer.</exception>
    /// <exception cref="OrleansException">The cluster could not take a call.</exception>
    public async Task Process(ParsedWebhook parsed, CancellationToken ct)
    {
        var work = new List<Func<Task>>(parsed.Numbers.Count + 2);
        foreach (var number in parsed.Numbers) work.Add(() => Number(number, ct));
        if (parsed.Notices.Count > 0) work.Add(() => GrainCalls.Each(parsed.Notices, notice => AccountNotice(notice, ct)));
        if (parsed.Raw.Count > 0) work.Add(() => GrainCalls.Each(parsed.Raw, item => Keep(item, ct)));
        await GrainCalls.Each(work, step => step());
    }

    private async Task Number(NumberUpdates number, CancellationToken ct)
    {
        if (await directory.OfNumber(number.PhoneNumberId, ct) is not { } tenant)
        {
            await GrainCalls.Each(number.Pieces, piece => Keep(null, piece, ct));
            return;
        }
        // The scope is this flow's own: the other numbers of the POST do not see it.
        TenantScope.Enter(tenant);
        var work = new List<Func<Task>>(4);
        if (number.BusinessAccountId != "unknown") work.Add(() => directory.Learn(number.BusinessAccountId, tenant, ct));
        if (number.Chats.Count > 0) work.Add(() => Chats(tenant, number, ct));
        if (number.Statuses.Count > 0) work.Add(() => Statuses(tenant, number, ct));
        if (number.Notices.Count > 0) work.Add(() => GrainCalls.Each(number.Notices, notice => Notice(tenant, notice, ct)));
        await GrainCalls.Each(work, step => step());
    }

    /// <summary>A change of identity stands between what came before it and what comes after, so the list is worked in stretches.</summary>
    private async Task Chats(string tenant, NumberUpdates number, CancellationToken ct)
    {
        var start = 0;
        for (var i = 0; i < number.Chats.Count; i++)
        {
            if (number.Chats[i].Change is not { } change) continue;
            await Stretch(tenant, number, number.Chats.GetRange(start, i - start), ct);
            await Rename(tenant, number, number.Chats[i], change, ct);
            start = i + 1;
        }
        await Stretch(tenant, number, start == 0 ? number.Chats : number.Chats.GetRange(start, number.Chats.Count - start), ct);
    }

    private async Task Stretch(string tenant, NumberUpdates number, List<ChatItem> items, CancellationToken ct)
    {
        if (items.Count == 0) return;
        // One item of a person may name the phone and the next only the user id.
        var phones = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
            if (item.Who is { Phone: { } phone, Bsuid: { } bsuid }) phones[bsuid] = phone;
        var people = new Dictionary<(string?, string?), Person>();
        var ordered = new List<Person>();
        foreach (var item in items)
        {
            var who = item.Who.Phone is null && phones.TryGetValue(item.Who.Bsuid!, out var phone) ? item.Who with { Phone = phone } : item.Who;
            if (!people.TryGetValue(who.Key, out var person))
            {
                people.Add(who.Key, person = new Person());
                ordered.Add(person);
            }
            // The newest name counts.
            person.Who = who with { Name = who.Name ?? person.Who.Name, Username = who.Username ?? person.Who.Username };
            person.Items.Add(item);
        }
        Exception? failure = null;
        await GrainCalls.Each(ordered, async person =>
        {
            try
            {
                person.ContactId = await contacts.Resolve(tenant, person.Who, Cause(person.Items[0]), Language(person.Items), ct);
            }
            catch (Exception e)
            {
                // One customer who cannot be told must not keep the others' words out; it is thrown below, when they are in.
                Interlocked.CompareExchange(ref failure, e, null);
            }
        });
        var chats = ordered.Where(p => p.ContactId is not null).GroupBy(p => p.ContactId!, StringComparer.Ordinal).ToList();
        await GrainCalls.Each(chats, chat => Chat(tenant, number, chat.Key, [.. chat], items, ct));
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private async Task Chat(string tenant, NumberUpdates number, string contactId, List<Person> people, List<ChatItem> all, CancellationToken ct)
    {
        var items = people[0].Items;
        if (people.Count > 1)
        {
            // Two names of one contact in one POST: put their items back into the order in which they came.
            var mine = people.SelectMany(p => p.Items).ToHashSet(ReferenceEqualityComparer.Instance);
            items = all.FindAll(mine.Contains);
        }
        var who = people[^1].Who;
        foreach (var other in people)
            who = who with { Phone = who.Phone ?? other.Who.Phone, Bsuid = who.Bsuid ?? other.Who.Bsuid, Name = who.Name ?? other.Who.Name };
        await Receive(tenant, Address(number, contactId, who), number, items, ct);
        foreach (var item in items)
        {
            if (item.Consent is not { } consent) continue;
            var outcome = await calls.Call(() => grains.GetGrain<IContactGrain>(TenantKey.Format(tenant, contactId))
                .SetConsent(consent.CommandId, "whatsapp", consent.Status, "whatsapp_preference", null), ct);
            metrics.Updates(outcome.Accepted ? "consent" : "consent_refused", 1);
        }
    }

    private async Task Rename(string tenant, NumberUpdates number, ChatItem item, IdentityChange change, CancellationToken ct)
    {
        var cause = Cause(item);
        var after = item.Who with { Phone = change.Phone ?? item.Who.Phone, Bsuid = change.Bsuid ?? item.Who.Bsuid };
        if (await contacts.Rename(tenant, item.Who, change, cause, ct) is not { } contactId)
        {
            // Nobody whom we know: there is no conversation to keep, and a notice alone opens none.
            metrics.Updates("rename_of_stranger", 1);
            return;
        }
        await Receive(tenant, Address(number, contactId, after), number, [item], ct);
    }

    private async Task Receive(string tenant, ConversationAddress address, NumberUpdates number, List<ChatItem> items, CancellationToken ct)
    {
        var messages = new List<InboundMessage>(items.Count);
        foreach (var item in items)
            if (item.Message is { } message) messages.Add(message);
        if (messages.Count == 0) return;
        var conversation = grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, address.ConversationId));
        for (var from = 0; from < messages.Count; from += MostOfOneCall)
        {
            var part = messages.Count <= MostOfOneCall ? messages : messages.GetRange(from, Math.Min(MostOfOneCall, messages.Count - from));
            var outcome = await calls.Call(() => conversation.Receive(address, part), ct);
            if (outcome.Accepted)
            {
                metrics.Updates("message", part.Count);
                continue;
            }
            // A refusal is final: repeating the POST would not change it, and the words must not be lost.
            var refused = part.Select(m => m.Wamid).ToHashSet(StringComparer.Ordinal);
            foreach (var item in items)
            {
                if (item.Message is { } m && refused.Contains(m.Wamid))
                    await Keep(tenant, new RawItem(number.PhoneNumberId, "messages", "refused", item.Raw), ct);
            }
        }
    }

    private async Task Statuses(string tenant, NumberUpdates number, CancellationToken ct)
    {
        var byConversation = new Dictionary<string, List<StatusUpdate>>(StringComparer.Ordinal);
        var homeless = new Dictionary<(string?, string?), List<StatusItem>>();
        foreach (var item in number.Statuses)
        {
            if (item.ConversationId is { } id) Add(byConversation, id, item.Status);
            else if (item.Recipient.IsKnown) Add(homeless, item.Recipient.Key, item);
            else metrics.Updates("status_of_nobody", 1);
        }
        await GrainCalls.Each(homeless.Values.ToList(), async items =>
        {
            if (await contacts.Find(tenant, items[0].Recipient, ct) is { } contactId)
            {
                var id = Address(number, contactId, items[0].Recipient).ConversationId;
                lock (byConversation)
                {
                    foreach (var item in items) Add(byConversation, id, item.Status);
                }
            }
            else
            {
                // Sent by another program of the business to somebody who never wrote here.
                metrics.Updates("status_of_nobody", items.Count);
            }
        });
        await GrainCalls.Each(byConversation.ToList(), async pair =>
        {
            var conversation = grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, pair.Key));
            foreach (var part in pair.Value.Chunk(MostOfOneCall))
            {
                var outcome = await calls.Call(() => conversation.RecordStatuses(part), ct);
                metrics.Updates(outcome.Accepted ? "status" : "status_refused", part.Length);
            }
        });
    }

    private async Task AccountNotice(NoticeItem notice, CancellationToken ct)
    {
        if (notice.BusinessAccountId == "unknown" || await directory.OfAccount(notice.BusinessAccountId, ct) is not { } tenant)
        {
            await Keep(null, notice.Raw, ct);
            return;
        }
        TenantScope.Enter(tenant);
        await Notice(tenant, notice, ct);
    }

    private async Task Notice(string tenant, NoticeItem notice, CancellationToken ct)
    {
        var outcome = await calls.Call(
            () => grains.GetGrain<ITenantGrain>(TenantKey.Format(tenant, "tenant")).NoticeChannel(notice.CommandId, notice.Notice), ct);
        if (!outcome.Accepted) await Keep(tenant, notice.Raw with { Reason = "notice_refused" }, ct);
        if (notice.Limit is { } limit)
        {
            await calls.Call(async () =>
            {
                await grains.GetGrain<IPortfolioGrain>(TenantKey.Format(tenant, notice.BusinessAccountId)).SetLimit(limit.UniqueCustomers);
                return true;
            }, ct);
        }
        if (notice.Template is { } seen)
        {
            await calls.Call(async () =>
            {
                await TemplateNews.Tell(grains, tenant, notice.CommandId, [seen]);
                return true;
            }, ct);
        }
        metrics.Updates("notice", 1);
    }

    private async Task Keep(RawItem item, CancellationToken ct) =>
        await Keep(item.PhoneNumberId is { Length: > 0 } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && id.Length <= 64
            ? await directory.OfNumber(id, ct)
            : null, item, ct);

    private async Task Keep(string? tenant, RawItem item, CancellationToken ct)
    {
        var body = item.Body.Length <= WebhookParser.LargestPiece ? item.Body : item.Body[..WebhookParser.LargestPiece];
        await raw.Keep(tenant, item.Field, item.Reason, body, ct);
        metrics.Raw(item.Reason);
    }

    private static ConversationAddress Address(NumberUpdates number, string contactId, CustomerIdentity who) =>
        new(contactId, number.PhoneNumberId, number.BusinessAccountId, who.Phone?[1..], who.Bsuid, who.Name);

    private static string Cause(ChatItem item) => item.Message?.Wamid ?? item.Consent!.CommandId;

    private static string? Language(List<ChatItem> items)
    {
        foreach (var item in items)
            if (ArabicText.IsArabic(item.Message?.Text) is { } arabic) return arabic ? "ar" : "en";
        return null;
    }

    private static void Add<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key, T item) where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
        list.Add(item);
    }

    private sealed class Person
    {
        public CustomerIdentity Who { get; set; }

        public List<ChatItem> Items { get; } = [];

        public string? ContactId { get; set; }
    }
}
