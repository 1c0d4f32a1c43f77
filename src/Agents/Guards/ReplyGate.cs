using System.Runtime.CompilerServices;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Guards;

/// <summary>
/// The quality reviewer and the compliance reviewer at the door: what they can decide on a text alone is decided of every reply, whoever wrote it, before
/// it goes. What the company itself has published may be quoted word for word. Pure.
/// </summary>
internal static class ReplyGate
{
    private static readonly ConditionalWeakTable<TenantView, Own> Kept = [];

    /// <summary>Whether an answer to a customer may leave.</summary>
    public static GateVerdict Check(string reply, AgentTask task, IReadOnlyList<KnowledgePassage>? read = null)
    {
        var own = Kept.GetValue(task.Tenant, Own.Of);
        return LeavingGate.Check(own.WithoutQuotes(reply, read), "", Context(own, task) with
        {
            Published = own.Published.With(read),
            Answers = true,
            WindowOpen = true,
            CustomerNumbers = () => CustomerNumbers.Of(task),
        });
    }

    /// <summary>Whether a text of a task may leave: what it says. Whether its recipient may be written to is decided where it is sent.</summary>
    public static GateVerdict Check(string text, TenantView tenant, Func<HashSet<decimal>> given)
    {
        var own = Kept.GetValue(tenant, Own.Of);
        return LeavingGate.Check(own.WithoutQuotes(text), "", new GateContext(own.Published)
        {
            Consented = true,
            WindowOpen = true,
            KnownContacts = own.Contacts,
            CustomerNumbers = given,
        });
    }

    private static GateContext Context(Own own, AgentTask task)
    {
        var known = new List<string>(own.Contacts);
        if (task.Turn.CustomerPhone is { } phone) known.Add(phone);
        // What the customer has written themselves may be said back to them.
        foreach (var line in task.Turn.Pending.Concat(task.Turn.History.Where(l => l.FromCustomer)))
            if (line.Text.Length > 6) known.AddRange(ContactFinder.Find(line.Text).Select(c => c.Value));
        if (task.Lead is { } lead)
        {
            if (lead.Phone is { } number) known.Add(number);
            if (lead.Facts.TryGetValue("email", out var email)) known.Add(email);
        }
        return new GateContext(own.Published) { KnownContacts = known, RecipientSector = task.Lead?.Facts.GetValueOrDefault("sector") };
    }

    /// <summary>What a company has published: read once for each snapshot of it.</summary>
    private sealed record Own(PublishedNumbers Published, IReadOnlyList<string> Contacts, IReadOnlyList<string> Texts)
    {
        private const int LeastQuote = 12;
        private static readonly char[] Ends = ['.', '!', '?', '؟', '\n'];

        public static Own Of(TenantView tenant)
        {
            var texts = tenant.Knowledge.SelectMany(k => new[] { k.TextAr, k.TextEn })
                .Concat(tenant.PriceList.SelectMany(p => p.FeaturesAr.Concat(p.FeaturesEn)))
                .Where(t => t.Length >= LeastQuote).OrderByDescending(t => t.Length).ToList();
            var contacts = texts.SelectMany(t => ContactFinder.Find(t)).Select(c => c.Value).ToList();
            if (tenant.Profile.Phone is { } phone) contacts.Add(phone);
            if (tenant.Profile.Email is { } email) contacts.Add(email);
            contacts.AddRange(tenant.Numbers.Select(n => n.DisplayPhoneNumber));
            return new Own(PublishedNumbers.Of(tenant), contacts, texts);
        }

        public string WithoutQuotes(string text, IReadOnlyList<KnowledgePassage>? read = null)
        {
            foreach (var passage in read ?? [])
                foreach (var sentence in passage.Text.Split(Ends, StringSplitOptions.TrimEntries))
                    if (sentence.Length >= LeastQuote) text = text.Replace(sentence, " ", StringComparison.Ordinal);
            foreach (var quote in Texts)
                if (text.Contains(quote, StringComparison.Ordinal)) text = text.Replace(quote, " ", StringComparison.Ordinal);
            return text.Length > 0 && string.IsNullOrWhiteSpace(text) ? "." : text;
        }
    }
}
