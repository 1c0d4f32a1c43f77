using SalesFlow.Grains.Compliance;

namespace SalesFlow.Grains.Tests.Compliance;

public sealed class OptOutTests
{
    [Fact]
    public void On_the_development_set_precision_is_97_and_recall_92_at_least()
    {
        var measure = OptOutMeasure.Of("dev");
        Assert.True(measure.Precision >= 0.97 && measure.Recall >= 0.92 && measure.CertainFalse == 0, measure.ToString());
    }

    /// <summary>Floors under what is measured today, so that a change of the rules that loses ground is seen. docs/decisions says what was found at first sight.</summary>
    [Theory]
    [InlineData("holdout", 0.94, 0.97)]
    [InlineData("adversarial", 0.94, 0.97)]
    [InlineData("round3", 0.94, 0.95)]
    [InlineData("round4", 0.85, 0.93)]
    public void On_the_other_sets_no_ground_is_lost(string set, double recall, double precision)
    {
        var measure = OptOutMeasure.Of(set);
        Assert.True(measure.Recall >= recall && measure.Precision >= precision && measure.CertainFalse == 0, measure.ToString());
    }

    [Theory]
    [InlineData("dev", 300)]
    [InlineData("holdout", 150)]
    public void The_sets_are_large_balanced_and_full_of_traps(string set, int lines)
    {
        var all = OptOutMeasure.Read(set);
        Assert.True(all.Count >= lines);
        Assert.InRange((double)all.Count(l => l.Label == "out") / all.Count, 0.4, 0.6);
        Assert.True(all.Count(l => l.Label == "trap") >= all.Count(l => l.Label == "plain"));
        Assert.Equal(all.Count, all.Select(l => l.Text).Distinct().Count());
        Assert.Empty(all.Select(l => l.Language).Except(["ar", "sa", "en", "az"]));
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("STOP!!")]
    [InlineData("stoooop")]
    [InlineData("Unsubscribe.")]
    [InlineData("stop please")]
    [InlineData("أوقف")]
    [InlineData("أوقِف")]
    [InlineData("وقـــف")]
    [InlineData("إلغاء")]
    [InlineData("أوقف لو سمحت")]
    [InlineData("لا تراسلني")]
    [InlineData("لا تراسلني مرة أخرى")]
    public void Stop_words_that_are_the_whole_message_are_certain(string text) => Assert.Equal(OptOutLevel.Certain, OptOut.Judge(text).Level);

    [Theory]
    [InlineData("لا أريد")]
    [InlineData("stop it")]
    [InlineData("who gave you my number?")]
    [InlineData("كل يوم رسالة؟ تعبت")]
    public void What_may_mean_something_else_is_asked_about(string text) => Assert.Equal(OptOutLevel.Likely, OptOut.Judge(text).Level);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("؟!")]
    [InlineData("🛑")]
    [InlineData("12345")]
    [InlineData("\uD800")]
    public void Nothing_said_is_nothing_asked(string? text) => Assert.Equal(OptOutVerdict.None, OptOut.Judge(text));

    [Fact]
    public void Any_text_is_judged_and_the_same_way_each_time()
    {
        var random = new Random(7);
        var words = OptOutMeasure.Read("dev").SelectMany(l => l.Text.Split(' ')).ToArray();
        for (var i = 0; i < 500; i++)
        {
            var text = string.Join(random.Next(5) == 0 ? ", " : " ", Enumerable.Range(0, random.Next(1, 60)).Select(_ => words[random.Next(words.Length)]));
            Assert.Equal(OptOut.Judge(text), OptOut.Judge(text));
        }
        Assert.Equal(OptOutLevel.None, OptOut.Judge(new string('x', 1_000_000)).Level);
    }

    [Fact]
    public void Rules_that_cannot_be_read_fail_when_they_are_loaded()
    {
        Assert.Throws<InvalidOperationException>(() => Phrasebook.Parse("certain word"));
        Assert.Throws<InvalidOperationException>(() => Phrasebook.Parse("certain word : @unknown"));
        Assert.Throws<InvalidOperationException>(() => Phrasebook.Parse("certain word : a .."));
        Assert.Throws<InvalidOperationException>(() => Phrasebook.Parse("@class a b"));
    }
}
