using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>What the learned reading is trained on: the development sets, phrases of everyday sales talk, and the rules' own lexicon.</summary>
internal static class LearningData
{
    /// <summary>A phrase of the lexicon is a piece of an utterance, so it counts for less than one.</summary>
    private const float Phrase = 0.4f;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InvalidDataException">A file is malformed; the message names the line.</exception>
    public static IReadOnlyList<Example> Load()
    {
        var examples = new List<Example>(3_000);
        foreach (var file in (string[])["ar.dev", "en.dev"]) examples.AddRange(Labelled(file));
        examples.AddRange(Phrases());
        examples.AddRange(FromLexicon());
        return examples;
    }

    /// <summary>The utterances of a development set that mean something by themselves: a bare answer to a question does not.</summary>
    public static IEnumerable<Example> Labelled(string file)
    {
        var number = 0;
        foreach (var line in Resources.Text($"learning/{file}.txt").Split('\n', StringSplitOptions.TrimEntries))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length < 2) throw new InvalidDataException($"{file}.txt, line {number}: 'text | intent' expected.");
            if (cells.Length > 2 && cells[2].Contains("asked=", StringComparison.Ordinal)) continue;
            var objection = cells.Length > 4 && cells[4].Length > 0 ? cells[4] : null;
            if (cells[1] == Intent.Objection && objection is null) continue;
            yield return new Example(cells[0], objection is null ? cells[1] : "objection." + objection, 1);
        }
    }

    /// <summary>Whole utterances by meaning.</summary>
    public static IEnumerable<Example> Phrases()
    {
        foreach (var (label, utterances) in Resources.Read("learning/phrases.txt"))
            foreach (var utterance in utterances) yield return new Example(utterance, label, 1);
    }

    private static IEnumerable<Example> FromLexicon()
    {
        foreach (var file in (string[])["intents", "objections"])
        {
            foreach (var (tag, phrases) in Resources.Entries(file))
            {
                if (Label(tag) is not { } label) continue;
                foreach (var phrase in phrases) yield return new Example(phrase.Replace("*", string.Empty, StringComparison.Ordinal), label, Phrase);
            }
        }
    }

    private static string? Label(string tag) => tag switch
    {
        _ when tag.StartsWith("o.", StringComparison.Ordinal) => "objection." + tag[2..],
        "i.greeting" => Intent.Greeting,
        "i.price" or "i.compare" or "i.cheapest" => Intent.Price,
        "i.inquiry" => Intent.Inquiry,
        "i.negotiate" => Intent.Negotiation,
        "i.interest" or "i.subscribe" => Intent.Interest,
        "i.booking" => Intent.Booking,
        "i.complaint" or "i.legal" => Intent.Complaint,
        "i.support" => Intent.Support,
        "i.cancel_meeting" or "i.cancel_subscription" => Intent.Cancel,
        "i.optout" => Intent.OptOut,
        "i.human" => Intent.Human,
        "i.ai" => Intent.AiQuestion,
        "i.offtopic" => Intent.OffTopic,
        "i.lang_en" or "i.lang_ar" => Intent.LanguageSwitch,
        "i.thanks" => Intent.Thanks,
        "i.bye" => Intent.Goodbye,
        "i.privacy" => Intent.Privacy,
        "i.injection" => Intent.Injection,
        "i.affirm" => Intent.Affirm,
        "i.deny" => Intent.Deny,
        _ => null,
    };
}
