namespace SalesFlow.Realtime.Tests;

public sealed class RelayTests
{
    private static IEnumerable<long> Numbers(int from, int count) => Enumerable.Range(from, count).Select(i => (long)i);

    [Fact]
    public async Task What_was_missed_comes_first_and_then_what_is_live()
    {
        await using var node = new Node();
        node.Reader.Commit(10);
        var (client, _, head) = await node.Join(after: 4);
        Assert.Equal(10, head);
        await client.Has(6);
        node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(3)]);
        await client.Has(9);
        Assert.Equal(Numbers(5, 9), client.Seqs);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(99)]
    public async Task A_client_without_a_number_of_ours_starts_at_the_head(long after)
    {
        await using var node = new Node();
        node.Reader.Commit(10);
        var (client, _, _) = await node.Join(after);
        node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(1)]);
        await client.Has(1);
        Assert.Equal([11], client.Seqs);
    }

    [Fact]
    public async Task Hints_repeated_shuffled_and_lost_still_give_every_event_once_in_order()
    {
        await using var node = new Node();
        var (client, _, _) = await node.Join(0);
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            var items = node.Reader.Commit(random.Next(1, 8)).ToArray();
            random.Shuffle(items);
            foreach (var item in items.Where(_ => random.Next(3) > 0)) node.Hints.Tell(Node.Tenant, item, item);
        }
        await node.Relay.Check(CancellationToken.None);
        var total = (int)await node.Reader.Head(Node.Tenant, CancellationToken.None);
        await client.Has(total);
        Assert.Equal(Numbers(1, total), client.Seqs);
    }

    [Fact]
    public async Task A_silent_stream_is_noticed_by_the_head_and_subscribed_to_anew()
    {
        await using var node = new Node(o => o.SilentChecks = 3);
        var (client, _, _) = await node.Join(0);
        for (var i = 1; i <= 3; i++)
        {
            node.Reader.Commit(1);
            await node.Relay.Check(CancellationToken.None);
            await client.Has(i);
        }
        Assert.Equal([1, 2, 3], client.Seqs);
        Assert.Equal(2, node.Hints.Subscribed);
        Assert.Equal(1, node.Hints.Ended);
    }

    [Fact]
    public async Task An_outage_of_storage_delays_and_loses_nothing()
    {
        await using var node = new Node();
        var (client, _, _) = await node.Join(0);
        node.Reader.Broken = true;
        var items = node.Reader.Commit(5);
        node.Hints.Tell(Node.Tenant, items[4]);
        await Assert.ThrowsAsync<TimeoutException>(() => node.Relay.Check(CancellationToken.None));
        Assert.Empty(client.Seqs);
        node.Reader.Broken = false;
        await node.Relay.Check(CancellationToken.None);
        await client.Has(5);
        Assert.Equal(Numbers(1, 5), client.Seqs);
    }

    [Fact]
    public async Task A_slow_client_delays_nobody_and_catches_up_from_storage()
    {
        await using var node = new Node(o => o.Ring = 16);
        var slow = new FakeClient();
        slow.StandStill();
        await node.Join(0, client: slow);
        var (quick, _, _) = await node.Join(0);
        for (var i = 0; i < 20; i++) node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(10)]);
        await quick.Has(200);
        Assert.Empty(slow.Seqs);
        slow.GoOn();
        await slow.Has(200);
        Assert.Equal(Numbers(1, 200), slow.Seqs);
        Assert.Equal(Numbers(1, 200), quick.Seqs);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_closed_and_the_others_stay()
    {
        await using var node = new Node();
        var stuck = new FakeClient();
        stuck.StandStill();
        await node.Join(0, client: stuck);
        var (quick, _, _) = await node.Join(0);
        node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(1)]);
        await quick.Has(1);
        while (!stuck.Closed.IsCompleted)
        {
            // The send may not have begun when the clock first moves.
            node.Clock.Advance(TimeSpan.FromSeconds(21));
            await node.Relay.Check(CancellationToken.None);
            await Task.Yield();
        }
        Assert.False(quick.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_client_that_falls_too_far_behind_is_closed()
    {
        await using var node = new Node(o => o.LongestLag = 100);
        var (client, connection, _) = await node.Join(0);
        node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(1)]);
        await client.Has(1);
        client.StandStill();
        var (quick, _, _) = await node.Join(1);
        node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(150)]);
        await quick.Has(150);
        await node.Relay.Check(CancellationToken.None);
        await client.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(connection.Cursor, 1, 2);
        Assert.False(quick.Closed.IsCompleted);
    }

    [Fact]
    public async Task Coming_back_resumes_without_a_gap_or_a_repeat()
    {
        await using var node = new Node();
        var (first, connection, _) = await node.Join(0);
        node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(5)]);
        await first.Has(5);
        await node.Leave(connection);
        node.Reader.Commit(5);
        var (second, _, _) = await node.Join(first.Seqs[^1]);
        await second.Has(5);
        Assert.Equal(Numbers(6, 5), second.Seqs);
    }

    [Fact]
    public async Task What_is_no_longer_kept_is_told_and_the_rest_goes_on()
    {
        await using var node = new Node();
        node.Reader.Commit(20);
        node.Reader.TrimmedTo = 12;
        var (client, _, _) = await node.Join(3);
        await client.Has(8);
        Assert.Equal([12], client.Resets);
        Assert.Equal(Numbers(13, 8), client.Seqs);
    }

    [Fact]
    public async Task What_a_hub_does_not_show_comes_as_a_bare_number()
    {
        await using var node = new Node();
        var (client, _, _) = await node.Join(0, Visibility.OfPipeline("agent"));
        node.Hints.Tell(Node.Tenant, [.. node.Reader.Commit(1), .. node.Reader.Commit(1, "conversation"), .. node.Reader.Commit(1, "deal")]);
        await client.Has(3);
        Assert.Equal(["lead.scored", "hidden", "deal.scored"], client.Events.Select(e => e.Type));
        var hidden = client.Events[1];
        Assert.Equal((2L, "hidden:2", "", "", 0L), (hidden.Seq, hidden.Id, hidden.Entity, hidden.EntityId, hidden.Version));
        Assert.Null(hidden.Data);
        Assert.Equal(3, client.Events[2].Data!.Value.GetProperty("score").GetInt32());
    }

    [Theory]
    [InlineData("affiliate")]
    [InlineData(null)]
    public void A_role_without_a_place_in_the_company_sees_only_numbers(string? role)
    {
        Assert.False(Visibility.OfPipeline(role)(FakeReader.Item(1)));
        Assert.False(Visibility.OfInbox(role)(FakeReader.Item(1, "conversation")));
    }

    [Theory]
    [InlineData("supervisor", true)]
    [InlineData("agent", false)]
    [InlineData("viewer", false)]
    public void Clocks_and_alarms_are_shown_to_who_leads_the_team(string role, bool shown)
    {
        foreach (var entity in new[] { "service-level", "csat", "alert" }) Assert.Equal(shown, Visibility.OfInbox(role)(FakeReader.Item(1, entity)));
        Assert.True(Visibility.OfInbox(role)(FakeReader.Item(1, "media")));
        Assert.False(Visibility.OfInbox(role)(FakeReader.Item(1, "deal")));
    }

    [Fact]
    public async Task A_tenant_is_subscribed_to_once_and_only_while_somebody_is_here()
    {
        await using var node = new Node();
        var (_, first, _) = await node.Join(0);
        var (_, second, _) = await node.Join(0);
        Assert.Equal((1, 1), (node.Hints.Subscribed, node.Relay.Rooms));
        await node.Leave(first);
        Assert.Equal((0, 1), (node.Hints.Ended, node.Relay.Rooms));
        await node.Leave(second);
        Assert.Equal((1, 0), (node.Hints.Ended, node.Relay.Rooms));
    }

    [Fact]
    public void The_ring_holds_no_more_than_its_size_and_never_a_gap()
    {
        var ring = new EventRing(16, head: 100);
        Assert.False(ring.TryAdd(FakeReader.Item(102)));
        for (var seq = 101; seq <= 200; seq++) Assert.True(ring.TryAdd(FakeReader.Item(seq)));
        Assert.Null(ring.After(183, 100));
        Assert.Equal(Numbers(185, 16), ring.After(184, 100)!.Select(i => i.Seq));
        Assert.Equal([185L, 186L], ring.After(184, 2)!.Select(i => i.Seq));
        Assert.Empty(ring.After(200, 10)!);
        Assert.False(ring.Beyond(200).IsCompleted);
        ring.SkipTo(300);
        Assert.Null(ring.After(250, 10));
        Assert.True(ring.Beyond(200).IsCompleted);
    }
}
