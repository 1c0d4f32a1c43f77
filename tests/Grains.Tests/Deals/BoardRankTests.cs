using SalesFlow.Deals;

namespace SalesFlow.Grains.Tests.Deals;

public sealed class BoardRankTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_put_on_top_later_stands_above()
    {
        var ranks = Enumerable.Range(0, 500).Select(i => BoardRank.Top(Now.AddMilliseconds(i * 7919L * 60), $"d{i}")).ToList();
        Assert.Equal(ranks, ranks.OrderDescending(StringComparer.Ordinal));
        Assert.All(ranks, r => Assert.True(BoardRank.IsRank(r)));
    }

    [Fact]
    public void A_clock_that_went_back_still_puts_a_card_on_top()
    {
        var first = BoardRank.Top(Now, "d1");
        Assert.True(string.CompareOrdinal(BoardRank.Place(null, first, Now.AddHours(-1), "d2"), first) < 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_card_always_finds_a_place_between_two_others(int seed)
    {
        var random = new Random(seed);
        var column = new List<string>();
        for (var i = 0; i < 3000; i++)
        {
            // Often the same gap again: the worst there is.
            var at = random.Next(3) == 0 ? random.Next(column.Count + 1) : column.Count / 2;
            var (above, below) = (at == 0 ? null : column[at - 1], at == column.Count ? null : column[at]);
            var rank = BoardRank.Place(above, below, Now.AddSeconds(i), $"d{i}");
            Assert.True(BoardRank.IsRank(rank));
            Assert.True(above is null || string.CompareOrdinal(above, rank) < 0, $"{above} is not above {rank}.");
            Assert.True(below is null || string.CompareOrdinal(rank, below) < 0, $"{rank} is not above {below}.");
            column.Insert(at, rank);
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Two_people_who_move_cards_by_old_views_end_with_one_order(int seed)
    {
        var random = new Random(seed);
        var ranks = Enumerable.Range(0, 30).ToDictionary(i => $"d{i:00}", i => BoardRank.Top(Now.AddSeconds(i), $"d{i:00}"), StringComparer.Ordinal);
        var views = new[] { Order(ranks), Order(ranks) };
        for (var step = 0; step < 2000; step++)
        {
            var person = random.Next(2);
            if (random.Next(4) == 0) views[person] = Order(ranks);
            var view = views[person];
            var card = view[random.Next(view.Count)];
            var others = view.Where(c => c != card).ToList();
            var at = random.Next(others.Count + 1);
            // The neighbours are asked for their own ranks, as they are now; the person's view of them may be old.
            var (above, below) = (at == 0 ? null : others[at - 1], at == others.Count ? null : others[at]);
            var rank = BoardRank.Place(above is null ? null : ranks[above], below is null ? null : ranks[below], Now.AddMinutes(step), card);
            ranks[card] = rank;
            view.Remove(card);
            view.Insert(at, card);
            if (above is not null) Assert.True(string.CompareOrdinal(ranks[above], rank) < 0);
            // Where the two neighbours still stand in that order, the card stands between them for everybody.
            if (below is not null && (above is null || string.CompareOrdinal(ranks[above], ranks[below]) < 0)) Assert.True(string.CompareOrdinal(rank, ranks[below]) < 0);
        }
        Assert.Equal(Order(ranks), Order(new Dictionary<string, string>(ranks.Reverse(), StringComparer.Ordinal)));
        Assert.Equal(ranks.Count, ranks.Values.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Two_cards_put_into_one_gap_at_once_get_different_places()
    {
        var (above, below) = (BoardRank.Top(Now.AddSeconds(1), "a"), BoardRank.Top(Now, "b"));
        Assert.NotEqual(BoardRank.Place(above, below, Now, "x"), BoardRank.Place(above, below, Now, "y"));
    }

    private static List<string> Order(Dictionary<string, string> ranks) =>
        [.. ranks.OrderBy(r => r.Value, StringComparer.Ordinal).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Key)];
}
